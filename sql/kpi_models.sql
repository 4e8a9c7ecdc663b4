-- Question:   How is the book doing as a whole, and what came in day by day?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :missed_after_days days after which an open instalment is Missed
--             :missed_boundary   :as_of less :missed_after_days
--             :grace_days        days after the due date that still are on time
--             :from_date         first day of a window that ends at :as_of
-- Amounts are minor units of the book's currency. No rate is computed here: the
-- statements return counts and sums. Words: docs/METRICS.md. Spelling: README.md.

-- name: executive_kpis
-- Columns: group_key, customers, scored_customers, credit_score_sum, loans,
--          active_loans, originated_minor, outstanding_minor,
--          interest_received_minor, late_fees_minor, instalments_due,
--          instalments_on_time, loans_due
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

-- What had been received on each by the as-of date.
cash AS (
    SELECT
        receipt.loan_id AS loan_id,
        SUM(receipt.principal_minor) AS principal_minor,
        SUM(receipt.interest_minor) AS interest_minor,
        SUM(receipt.late_fee_minor) AS late_fee_minor
    FROM receipt
    WHERE receipt.loan_id IN (SELECT segment.loan_id FROM segment)
        AND receipt.receipt_date <= :as_of
    GROUP BY receipt.loan_id
),

-- The last month of each loan that a tape reports by monthly states.
month_state AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        loan_month_state.balance_minor AS balance_minor,
        loan_month_state.days_past_due AS days_past_due
    FROM (
        SELECT
            loan_month_state.loan_id AS loan_id,
            MAX(loan_month_state.as_of) AS as_of
        FROM loan_month_state
        WHERE loan_month_state.loan_id IN (SELECT segment.loan_id FROM segment)
            AND loan_month_state.as_of <= :as_of
        GROUP BY loan_month_state.loan_id
    ) AS last_month
    INNER JOIN loan_month_state
        ON loan_month_state.loan_id = last_month.loan_id
        AND loan_month_state.as_of = last_month.as_of
),

-- How many instalments of each had fallen due, and how many were paid on time.
instalments AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        COUNT(*) AS instalments_due,
        COUNT(
            CASE
                WHEN repayment_history.settled_after_days <= :grace_days
                    AND repayment_history.settled_date <= :as_of
                    THEN 1
            END
        ) AS instalments_on_time
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
    GROUP BY repayment_history.loan_id
),

-- Each loan with both; one that is charged off has no balance.
loan_total AS (
    SELECT
        segment.group_key AS group_key,
        segment.loan_amount_minor AS loan_amount_minor,
        CASE
            WHEN segment.charge_off_date <= :as_of THEN 0
            ELSE COALESCE(
                month_state.balance_minor,
                segment.loan_amount_minor - COALESCE(cash.principal_minor, 0)
            )
        END AS balance_minor,
        cash.interest_minor AS interest_minor,
        cash.late_fee_minor AS late_fee_minor,
        instalments.instalments_due AS instalments_due,
        instalments.instalments_on_time AS instalments_on_time
    FROM segment
    LEFT JOIN cash ON cash.loan_id = segment.loan_id
    LEFT JOIN month_state ON month_state.loan_id = segment.loan_id
    LEFT JOIN instalments ON instalments.loan_id = segment.loan_id
),

-- Each borrower once in a group, however many loans.
borrower AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        MAX(credit_score) AS credit_score
    FROM segment
    GROUP BY group_key, customer_id
),

-- Their credit scores.
score AS (
    SELECT
        group_key AS group_key,
        COUNT(*) AS customers,
        COUNT(credit_score) AS scored_customers,
        SUM(credit_score) AS credit_score_sum
    FROM borrower
    GROUP BY group_key
)

SELECT
    loan_total.group_key AS group_key,
    MAX(score.customers) AS customers,
    MAX(score.scored_customers) AS scored_customers,
    MAX(score.credit_score_sum) AS credit_score_sum,
    COUNT(*) AS loans,
    COUNT(CASE WHEN balance_minor > 0 THEN 1 END) AS active_loans,
    SUM(loan_amount_minor) AS originated_minor,
    SUM(
        CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END
    ) AS outstanding_minor,
    SUM(interest_minor) AS interest_received_minor,
    SUM(late_fee_minor) AS late_fees_minor,
    SUM(instalments_due) AS instalments_due,
    SUM(instalments_on_time) AS instalments_on_time,
    COUNT(instalments_due) AS loans_due
FROM loan_total
INNER JOIN score ON score.group_key = loan_total.group_key
GROUP BY loan_total.group_key;

-- name: instalments_in_window
-- Instalments that fell due from :from_date to :as_of, as they stood at :as_of.
-- The window must be shorter than :missed_after_days: none of them is Missed.
-- Columns: group_key, instalments_due, instalments_on_time, days_late, loans_due
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

-- The instalments of the window, each with its days late.
instalment AS (
    SELECT
        segment.group_key AS group_key,
        segment.loan_id AS loan_id,
        CASE
            WHEN repayment_history.settled_date <= :as_of THEN CASE
                WHEN repayment_history.settled_after_days <= :grace_days THEN 0
                ELSE repayment_history.settled_after_days
            END
            ELSE DATEDIFF(:as_of, repayment_history.due_date)
        END AS days_late,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                AND repayment_history.settled_after_days <= :grace_days
                THEN 1
        END AS is_on_time
    FROM repayment_history
    INNER JOIN segment ON segment.loan_id = repayment_history.loan_id
    WHERE repayment_history.due_date BETWEEN :from_date AND :as_of
)

SELECT
    group_key AS group_key,
    COUNT(*) AS instalments_due,
    COUNT(is_on_time) AS instalments_on_time,
    SUM(days_late) AS days_late,
    COUNT(DISTINCT loan_id) AS loans_due
FROM instalment
GROUP BY group_key;

-- name: receipts_by_day
-- Receipts from :from_date to :as_of, each on its own day, split by how late
-- it came; an early one is not late. Days without a receipt have no row.
-- Columns: group_key, day, receipts, on_time, late, missed, collected_minor,
--          interest_minor, late_fees_minor, delay_days, loans
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

-- The receipts of the window.
received AS (
    SELECT
        segment.group_key AS group_key,
        receipt.loan_id AS loan_id,
        receipt.receipt_date AS receipt_date,
        receipt.principal_minor AS principal_minor,
        receipt.interest_minor AS interest_minor,
        receipt.late_fee_minor AS late_fee_minor,
        CASE
            WHEN receipt.days_after_due > 0 THEN receipt.days_after_due
            ELSE 0
        END AS delay_days
    FROM receipt
    INNER JOIN segment ON segment.loan_id = receipt.loan_id
    WHERE receipt.receipt_date BETWEEN :from_date AND :as_of
)

SELECT
    group_key AS group_key,
    receipt_date AS day,
    COUNT(*) AS receipts,
    COUNT(CASE WHEN delay_days <= :grace_days THEN 1 END) AS on_time,
    COUNT(
        CASE
            WHEN delay_days > :grace_days
                AND delay_days <= :missed_after_days
                THEN 1
        END
    ) AS late,
    COUNT(CASE WHEN delay_days > :missed_after_days THEN 1 END) AS missed,
    SUM(principal_minor + interest_minor) AS collected_minor,
    SUM(interest_minor) AS interest_minor,
    SUM(late_fee_minor) AS late_fees_minor,
    SUM(delay_days) AS delay_days,
    COUNT(DISTINCT loan_id) AS loans
FROM received
GROUP BY group_key, receipt_date
ORDER BY group_key, receipt_date;

-- name: instalments_by_day
-- Instalments that fell due from :from_date to :as_of, by their state at :as_of.
-- Columns: group_key, day, instalments, on_time, late, overdue, missed,
--          amount_due_minor, received_minor
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

-- The instalments of the window. What was received on one that is settled is
-- on its row; of one that is open the ledger knows.
due_instalment AS (
    SELECT
        segment.group_key AS group_key,
        repayment_history.due_date AS due_date,
        repayment_history.installment_amount_minor AS amount_due_minor,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                THEN repayment_history.amount_paid_minor
            ELSE (
                SELECT SUM(receipt.principal_minor + receipt.interest_minor)
                FROM receipt
                WHERE receipt.payment_id = repayment_history.payment_id
                    AND receipt.receipt_date <= :as_of
            )
        END AS received_minor,
        CASE
            WHEN repayment_history.settled_date <= :as_of THEN CASE
                WHEN repayment_history.settled_after_days <= :grace_days
                    THEN 'On Time'
                WHEN repayment_history.settled_after_days <= :missed_after_days
                    THEN 'Late'
                ELSE 'Missed'
            END
            WHEN repayment_history.due_date < :missed_boundary THEN 'Missed'
            ELSE 'Overdue'
        END AS payment_status
    FROM repayment_history
    INNER JOIN segment ON segment.loan_id = repayment_history.loan_id
    WHERE repayment_history.due_date BETWEEN :from_date AND :as_of
)

SELECT
    group_key AS group_key,
    due_date AS day,
    COUNT(*) AS instalments,
    COUNT(CASE WHEN payment_status = 'On Time' THEN 1 END) AS on_time,
    COUNT(CASE WHEN payment_status = 'Late' THEN 1 END) AS late,
    COUNT(CASE WHEN payment_status = 'Overdue' THEN 1 END) AS overdue,
    COUNT(CASE WHEN payment_status = 'Missed' THEN 1 END) AS missed,
    SUM(amount_due_minor) AS amount_due_minor,
    SUM(received_minor) AS received_minor
FROM due_instalment
GROUP BY group_key, due_date
ORDER BY group_key, due_date;

-- name: lending_by_day
-- Loans paid out and loans charged off from :from_date to :as_of, by day.
-- Columns: group_key, day, loans_disbursed, disbursed_minor,
--          loans_charged_off, charged_off_minor
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

-- Both kinds of event, each with its amount: what was lent, or what was owed.
lending AS (
    SELECT
        group_key AS group_key,
        disbursement_date AS day,
        1 AS is_disbursement,
        loan_amount_minor AS amount_minor
    FROM segment
    WHERE disbursement_date >= :from_date
    UNION ALL
    SELECT
        segment.group_key AS group_key,
        segment.charge_off_date AS day,
        0 AS is_disbursement,
        COALESCE(
            (
                SELECT loan_month_state.balance_minor
                FROM loan_month_state
                WHERE loan_month_state.loan_id = segment.loan_id
                    AND loan_month_state.as_of <= segment.charge_off_date
                ORDER BY loan_month_state.as_of DESC
                LIMIT 1
            ),
            segment.loan_amount_minor - COALESCE((
                SELECT SUM(receipt.principal_minor)
                FROM receipt
                WHERE receipt.loan_id = segment.loan_id
                    AND receipt.receipt_date <= segment.charge_off_date
            ), 0)
        ) AS amount_minor
    FROM segment
    WHERE charge_off_date BETWEEN :from_date AND :as_of
)

SELECT
    group_key AS group_key,
    day AS day,
    COUNT(CASE WHEN is_disbursement = 1 THEN 1 END) AS loans_disbursed,
    SUM(
        CASE WHEN is_disbursement = 1 THEN amount_minor ELSE 0 END
    ) AS disbursed_minor,
    COUNT(CASE WHEN is_disbursement = 0 THEN 1 END) AS loans_charged_off,
    SUM(
        CASE WHEN is_disbursement = 0 THEN amount_minor ELSE 0 END
    ) AS charged_off_minor
FROM lending
GROUP BY group_key, day
ORDER BY group_key, day;
