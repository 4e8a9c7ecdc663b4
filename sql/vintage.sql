-- Question:   How do the loans of each month of disbursement turn out as they age?
-- Parameters: :as_of          end of this day; what happened later is unknown
--             :as_of_less_30, :as_of_less_60, :as_of_less_90  days before it
--             :event          ever_30, ever_60, ever_90, charged_off or disbursed
--             :first_month, :last_month  months of disbursement, counted from
--                             the year 0: 12 times the year, plus 0 for January
--             :month_on_book  the event happened by then
--             :group_key      one group, 0 where there is but one
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: vintage_events
-- What happened to the loans of a month, by the month on book: disbursed, N days
-- past due for the first time, charged off, received after the charge-off.
-- Columns: group_key, vintage_month, kind, month_on_book, loans, amount_minor
WITH
-- The loans that are asked about, each in its group.
segment AS (
    SELECT
        loan_application.loan_id AS loan_id,
        loan_application.customer_id AS customer_id,
        loan_application.loan_amount_minor AS loan_amount_minor,
        loan_application.disbursement_date AS disbursement_date,
        loan_application.charge_off_date AS charge_off_date,
        customer_profile.credit_score AS credit_score,
        customer_profile.account_created_date AS account_created_date,
        0 AS group_key
    FROM loan_application
    INNER JOIN customer_profile
        ON customer_profile.customer_id = loan_application.customer_id
    WHERE loan_application.disbursement_date <= :as_of
    -- :filter
),

-- What a charged-off loan owed in its last month, where a tape reports it by
-- monthly states.
reported_charge_off AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        loan_month_state.balance_minor AS balance_minor
    FROM (
        SELECT
            segment.loan_id AS loan_id,
            MAX(loan_month_state.as_of) AS as_of
        FROM segment
        INNER JOIN loan_month_state
            ON loan_month_state.loan_id = segment.loan_id
            AND loan_month_state.as_of <= segment.charge_off_date
        WHERE segment.charge_off_date <= :as_of
        GROUP BY segment.loan_id
    ) AS last_month
    INNER JOIN loan_month_state
        ON loan_month_state.loan_id = last_month.loan_id
        AND loan_month_state.as_of = last_month.as_of
),

-- What had been received on each charged-off loan by its charge-off.
charge_off AS (
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        segment.charge_off_date AS charge_off_date,
        COALESCE(
            MAX(reported_charge_off.balance_minor),
            segment.loan_amount_minor - COALESCE(SUM(
                CASE
                    WHEN receipt.receipt_date <= segment.charge_off_date
                        THEN receipt.principal_minor
                    ELSE 0
                END
            ), 0)
        ) AS charged_off_minor
    FROM segment
    LEFT JOIN receipt ON receipt.loan_id = segment.loan_id
    LEFT JOIN reported_charge_off
        ON reported_charge_off.loan_id = segment.loan_id
    WHERE segment.charge_off_date <= :as_of
    GROUP BY
        segment.loan_id,
        segment.group_key,
        segment.disbursement_date,
        segment.charge_off_date,
        segment.loan_amount_minor
),

-- The oldest instalment of each that was not settled N days after it fell due:
-- on that day the loan was N days past due for the first time.
ever AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        MIN(repayment_history.due_date) AS due_30,
        MIN(
            CASE
                WHEN repayment_history.due_date <= :as_of_less_60
                    AND (
                        repayment_history.settled_after_days IS NULL
                        OR repayment_history.settled_after_days > 60
                    )
                    THEN repayment_history.due_date
            END
        ) AS due_60,
        MIN(
            CASE
                WHEN repayment_history.due_date <= :as_of_less_90
                    AND (
                        repayment_history.settled_after_days IS NULL
                        OR repayment_history.settled_after_days > 90
                    )
                    THEN repayment_history.due_date
            END
        ) AS due_90
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of_less_30
        AND (
            repayment_history.settled_after_days IS NULL
            OR repayment_history.settled_after_days > 30
        )
    GROUP BY repayment_history.loan_id
),

-- The same of each loan that a tape reports by monthly states: the first month
-- that says so.
ever_state AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        MIN(loan_month_state.as_of) AS date_30,
        MIN(
            CASE
                WHEN loan_month_state.days_past_due >= 60
                    THEN loan_month_state.as_of
            END
        ) AS date_60,
        MIN(
            CASE
                WHEN loan_month_state.days_past_due >= 90
                    THEN loan_month_state.as_of
            END
        ) AS date_90
    FROM loan_month_state
    WHERE loan_month_state.loan_id IN (SELECT segment.loan_id FROM segment)
        AND loan_month_state.as_of <= :as_of
        AND loan_month_state.days_past_due >= 30
    GROUP BY loan_month_state.loan_id
),

-- Each event with its date, and the amount it is weighed by.
event AS (
    SELECT
        loan_id AS loan_id,
        group_key AS group_key,
        disbursement_date AS disbursement_date,
        'disbursed' AS kind,
        disbursement_date AS event_date,
        1 AS loans,
        loan_amount_minor AS amount_minor
    FROM segment
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_30' AS kind,
        ADD_DAYS(ever.due_30, 30) AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever
    INNER JOIN segment ON segment.loan_id = ever.loan_id
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_60' AS kind,
        ADD_DAYS(ever.due_60, 60) AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever
    INNER JOIN segment ON segment.loan_id = ever.loan_id
    WHERE ever.due_60 IS NOT NULL
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_90' AS kind,
        ADD_DAYS(ever.due_90, 90) AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever
    INNER JOIN segment ON segment.loan_id = ever.loan_id
    WHERE ever.due_90 IS NOT NULL
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_30' AS kind,
        ever_state.date_30 AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever_state
    INNER JOIN segment ON segment.loan_id = ever_state.loan_id
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_60' AS kind,
        ever_state.date_60 AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever_state
    INNER JOIN segment ON segment.loan_id = ever_state.loan_id
    WHERE ever_state.date_60 IS NOT NULL
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_90' AS kind,
        ever_state.date_90 AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever_state
    INNER JOIN segment ON segment.loan_id = ever_state.loan_id
    WHERE ever_state.date_90 IS NOT NULL
    UNION ALL
    SELECT
        loan_id AS loan_id,
        group_key AS group_key,
        disbursement_date AS disbursement_date,
        'charged_off' AS kind,
        charge_off_date AS event_date,
        1 AS loans,
        charged_off_minor AS amount_minor
    FROM charge_off
    UNION ALL
    SELECT
        charge_off.loan_id AS loan_id,
        charge_off.group_key AS group_key,
        charge_off.disbursement_date AS disbursement_date,
        'recovered' AS kind,
        receipt.receipt_date AS event_date,
        0 AS loans,
        receipt.principal_minor + receipt.interest_minor AS amount_minor
    FROM charge_off
    INNER JOIN receipt
        ON receipt.loan_id = charge_off.loan_id
        AND receipt.receipt_date > charge_off.charge_off_date
        AND receipt.receipt_date <= :as_of
),

-- The month on book of an event: the least m for which the day of disbursement
-- plus m months is not before it. Months are counted from the year 0.
dated_event AS (
    SELECT
        loan_id AS loan_id,
        group_key AS group_key,
        MONTH_NUMBER(disbursement_date) AS vintage_month,
        kind AS kind,
        MONTH_NUMBER(event_date) - MONTH_NUMBER(disbursement_date) + CASE
            WHEN DAYOFMONTH(event_date) > DAYOFMONTH(disbursement_date) THEN 1
            ELSE 0
        END AS month_on_book,
        loans AS loans,
        amount_minor AS amount_minor
    FROM event
)

SELECT
    group_key AS group_key,
    vintage_month AS vintage_month,
    kind AS kind,
    month_on_book AS month_on_book,
    SUM(loans) AS loans,
    SUM(amount_minor) AS amount_minor
FROM dated_event
GROUP BY group_key, vintage_month, kind, month_on_book
ORDER BY group_key, vintage_month, kind, month_on_book;

-- name: vintage_loans
-- The loans of some months of disbursement to which :event had happened by
-- :month_on_book.
-- Columns: loan_id
WITH
-- The loans that are asked about, each in its group.
segment AS (
    SELECT
        loan_application.loan_id AS loan_id,
        loan_application.customer_id AS customer_id,
        loan_application.loan_amount_minor AS loan_amount_minor,
        loan_application.disbursement_date AS disbursement_date,
        loan_application.charge_off_date AS charge_off_date,
        customer_profile.credit_score AS credit_score,
        customer_profile.account_created_date AS account_created_date,
        0 AS group_key
    FROM loan_application
    INNER JOIN customer_profile
        ON customer_profile.customer_id = loan_application.customer_id
    WHERE loan_application.disbursement_date <= :as_of
    -- :filter
),

-- What a charged-off loan owed in its last month, where a tape reports it by
-- monthly states.
reported_charge_off AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        loan_month_state.balance_minor AS balance_minor
    FROM (
        SELECT
            segment.loan_id AS loan_id,
            MAX(loan_month_state.as_of) AS as_of
        FROM segment
        INNER JOIN loan_month_state
            ON loan_month_state.loan_id = segment.loan_id
            AND loan_month_state.as_of <= segment.charge_off_date
        WHERE segment.charge_off_date <= :as_of
        GROUP BY segment.loan_id
    ) AS last_month
    INNER JOIN loan_month_state
        ON loan_month_state.loan_id = last_month.loan_id
        AND loan_month_state.as_of = last_month.as_of
),

-- What had been received on each charged-off loan by its charge-off.
charge_off AS (
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        segment.charge_off_date AS charge_off_date,
        COALESCE(
            MAX(reported_charge_off.balance_minor),
            segment.loan_amount_minor - COALESCE(SUM(
                CASE
                    WHEN receipt.receipt_date <= segment.charge_off_date
                        THEN receipt.principal_minor
                    ELSE 0
                END
            ), 0)
        ) AS charged_off_minor
    FROM segment
    LEFT JOIN receipt ON receipt.loan_id = segment.loan_id
    LEFT JOIN reported_charge_off
        ON reported_charge_off.loan_id = segment.loan_id
    WHERE segment.charge_off_date <= :as_of
    GROUP BY
        segment.loan_id,
        segment.group_key,
        segment.disbursement_date,
        segment.charge_off_date,
        segment.loan_amount_minor
),

-- The oldest instalment of each that was not settled N days after it fell due:
-- on that day the loan was N days past due for the first time.
ever AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        MIN(repayment_history.due_date) AS due_30,
        MIN(
            CASE
                WHEN repayment_history.due_date <= :as_of_less_60
                    AND (
                        repayment_history.settled_after_days IS NULL
                        OR repayment_history.settled_after_days > 60
                    )
                    THEN repayment_history.due_date
            END
        ) AS due_60,
        MIN(
            CASE
                WHEN repayment_history.due_date <= :as_of_less_90
                    AND (
                        repayment_history.settled_after_days IS NULL
                        OR repayment_history.settled_after_days > 90
                    )
                    THEN repayment_history.due_date
            END
        ) AS due_90
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of_less_30
        AND (
            repayment_history.settled_after_days IS NULL
            OR repayment_history.settled_after_days > 30
        )
    GROUP BY repayment_history.loan_id
),

-- The same of each loan that a tape reports by monthly states: the first month
-- that says so.
ever_state AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        MIN(loan_month_state.as_of) AS date_30,
        MIN(
            CASE
                WHEN loan_month_state.days_past_due >= 60
                    THEN loan_month_state.as_of
            END
        ) AS date_60,
        MIN(
            CASE
                WHEN loan_month_state.days_past_due >= 90
                    THEN loan_month_state.as_of
            END
        ) AS date_90
    FROM loan_month_state
    WHERE loan_month_state.loan_id IN (SELECT segment.loan_id FROM segment)
        AND loan_month_state.as_of <= :as_of
        AND loan_month_state.days_past_due >= 30
    GROUP BY loan_month_state.loan_id
),

-- Each event with its date, and the amount it is weighed by.
event AS (
    SELECT
        loan_id AS loan_id,
        group_key AS group_key,
        disbursement_date AS disbursement_date,
        'disbursed' AS kind,
        disbursement_date AS event_date,
        1 AS loans,
        loan_amount_minor AS amount_minor
    FROM segment
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_30' AS kind,
        ADD_DAYS(ever.due_30, 30) AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever
    INNER JOIN segment ON segment.loan_id = ever.loan_id
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_60' AS kind,
        ADD_DAYS(ever.due_60, 60) AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever
    INNER JOIN segment ON segment.loan_id = ever.loan_id
    WHERE ever.due_60 IS NOT NULL
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_90' AS kind,
        ADD_DAYS(ever.due_90, 90) AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever
    INNER JOIN segment ON segment.loan_id = ever.loan_id
    WHERE ever.due_90 IS NOT NULL
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_30' AS kind,
        ever_state.date_30 AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever_state
    INNER JOIN segment ON segment.loan_id = ever_state.loan_id
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_60' AS kind,
        ever_state.date_60 AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever_state
    INNER JOIN segment ON segment.loan_id = ever_state.loan_id
    WHERE ever_state.date_60 IS NOT NULL
    UNION ALL
    SELECT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        segment.disbursement_date AS disbursement_date,
        'ever_90' AS kind,
        ever_state.date_90 AS event_date,
        1 AS loans,
        segment.loan_amount_minor AS amount_minor
    FROM ever_state
    INNER JOIN segment ON segment.loan_id = ever_state.loan_id
    WHERE ever_state.date_90 IS NOT NULL
    UNION ALL
    SELECT
        loan_id AS loan_id,
        group_key AS group_key,
        disbursement_date AS disbursement_date,
        'charged_off' AS kind,
        charge_off_date AS event_date,
        1 AS loans,
        charged_off_minor AS amount_minor
    FROM charge_off
    UNION ALL
    SELECT
        charge_off.loan_id AS loan_id,
        charge_off.group_key AS group_key,
        charge_off.disbursement_date AS disbursement_date,
        'recovered' AS kind,
        receipt.receipt_date AS event_date,
        0 AS loans,
        receipt.principal_minor + receipt.interest_minor AS amount_minor
    FROM charge_off
    INNER JOIN receipt
        ON receipt.loan_id = charge_off.loan_id
        AND receipt.receipt_date > charge_off.charge_off_date
        AND receipt.receipt_date <= :as_of
),

-- The month on book of an event: the least m for which the day of disbursement
-- plus m months is not before it. Months are counted from the year 0.
dated_event AS (
    SELECT
        loan_id AS loan_id,
        group_key AS group_key,
        MONTH_NUMBER(disbursement_date) AS vintage_month,
        kind AS kind,
        MONTH_NUMBER(event_date) - MONTH_NUMBER(disbursement_date) + CASE
            WHEN DAYOFMONTH(event_date) > DAYOFMONTH(disbursement_date) THEN 1
            ELSE 0
        END AS month_on_book,
        loans AS loans,
        amount_minor AS amount_minor
    FROM event
)

SELECT loan_id AS loan_id
FROM dated_event
WHERE group_key = :group_key
    AND kind = :event
    AND vintage_month BETWEEN :first_month AND :last_month
    AND month_on_book <= :month_on_book;
