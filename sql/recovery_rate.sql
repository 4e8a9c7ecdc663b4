-- Question:   How much of what was missed or written off came in after all?
-- Parameters: :as_of           end of this day; what happened later is unknown
--             :as_of_less_7, :as_of_less_30, :as_of_less_90  days before it
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: recovery_of_missed
-- Instalments that were open at the end of their due date, by count: those whose
-- N days are over, and those of them that were settled within N days.
-- Columns: group_key, and for each N of 7, 30, 90: missed_N, recovered_N
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

-- Instalments that were not settled on time, and when they were.
missed AS (
    SELECT
        segment.group_key AS group_key,
        repayment_history.due_date AS due_date,
        repayment_history.settled_after_days AS settled_after_days
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of_less_7
        AND (
            repayment_history.settled_after_days IS NULL
            OR repayment_history.settled_after_days > 0
        )
)

SELECT
    group_key AS group_key,
    COUNT(*) AS missed_7,
    COUNT(CASE WHEN settled_after_days <= 7 THEN 1 END) AS recovered_7,
    COUNT(CASE WHEN due_date <= :as_of_less_30 THEN 1 END) AS missed_30,
    COUNT(
        CASE
            WHEN due_date <= :as_of_less_30 AND settled_after_days <= 30 THEN 1
        END
    ) AS recovered_30,
    COUNT(CASE WHEN due_date <= :as_of_less_90 THEN 1 END) AS missed_90,
    COUNT(
        CASE
            WHEN due_date <= :as_of_less_90 AND settled_after_days <= 90 THEN 1
        END
    ) AS recovered_90
FROM missed
GROUP BY group_key;

-- name: recovery_of_charge_offs
-- What was received after the charge-off, by the month of the charge-off and by
-- the month of the receipt; what was charged off stands with loans > 0, and in
-- both months alike. Months are counted from the year 0.
-- Columns: group_key, charge_off_month, receipt_month, loans,
--          charged_off_minor, recovered_minor
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

-- Charge-offs and receipts after them.
recovery_event AS (
    SELECT
        group_key AS group_key,
        charge_off_date AS charge_off_date,
        charge_off_date AS event_date,
        1 AS loans,
        charged_off_minor AS charged_off_minor,
        0 AS recovered_minor
    FROM charge_off
    UNION ALL
    SELECT
        charge_off.group_key AS group_key,
        charge_off.charge_off_date AS charge_off_date,
        receipt.receipt_date AS event_date,
        0 AS loans,
        0 AS charged_off_minor,
        receipt.principal_minor + receipt.interest_minor AS recovered_minor
    FROM charge_off
    INNER JOIN receipt
        ON receipt.loan_id = charge_off.loan_id
        AND receipt.receipt_date > charge_off.charge_off_date
        AND receipt.receipt_date <= :as_of
),

-- Their months.
monthly AS (
    SELECT
        group_key AS group_key,
        MONTH_NUMBER(charge_off_date) AS charge_off_month,
        MONTH_NUMBER(event_date) AS receipt_month,
        loans AS loans,
        charged_off_minor AS charged_off_minor,
        recovered_minor AS recovered_minor
    FROM recovery_event
)

SELECT
    group_key AS group_key,
    charge_off_month AS charge_off_month,
    receipt_month AS receipt_month,
    SUM(loans) AS loans,
    SUM(charged_off_minor) AS charged_off_minor,
    SUM(recovered_minor) AS recovered_minor
FROM monthly
GROUP BY group_key, charge_off_month, receipt_month
ORDER BY group_key, charge_off_month, receipt_month;
