-- Question:   How do the customers of each month of sign-up repay and stay?
-- Parameters: :as_of       end of this day; what happened later is unknown
--             :months      months from the sign-up up to this one
--             :reach_days  at least as many days as these months may have
-- Months are counted from the year 0: 12 times the year, plus 0 for January.
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: cohort_sizes
-- Customers with a loan disbursed, by the month of their sign-up.
-- Columns: group_key, cohort_month, customers, scored_customers,
--          credit_score_sum
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

-- Each customer once in a group, however many loans.
member AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        MONTH_NUMBER(MIN(account_created_date)) AS cohort_month,
        MIN(credit_score) AS credit_score
    FROM segment
    GROUP BY group_key, customer_id
)

SELECT
    group_key AS group_key,
    cohort_month AS cohort_month,
    COUNT(*) AS customers,
    COUNT(credit_score) AS scored_customers,
    SUM(credit_score) AS credit_score_sum
FROM member
GROUP BY group_key, cohort_month
ORDER BY group_key, cohort_month;

-- name: cohort_repayments
-- What fell due on them and what was received on that, by whole months from the
-- sign-up to the due date.
-- Columns: group_key, cohort_month, month, due_minor, received_minor
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

-- Each loan with the month and the day of its borrower's sign-up. (The grouping
-- has them computed once a loan, not once an instalment.)
cohort_loan AS (
    SELECT
        loan_id AS loan_id,
        MAX(group_key) AS group_key,
        MONTH_NUMBER(MAX(account_created_date)) AS cohort_month,
        DAYOFMONTH(MAX(account_created_date)) AS cohort_day,
        ADD_DAYS(MAX(account_created_date), :reach_days) AS last_date
    FROM segment
    GROUP BY loan_id
),

-- Each instalment with the whole months from sign-up to due date. What was
-- received on one that was settled by then is on its row; of an open one the
-- ledger knows.
cohort_due AS (
    SELECT
        cohort_loan.group_key AS group_key,
        cohort_loan.cohort_month AS cohort_month,
        MONTH_NUMBER(repayment_history.due_date) - cohort_loan.cohort_month - CASE
            WHEN DAYOFMONTH(repayment_history.due_date) < cohort_loan.cohort_day
                THEN 1
            ELSE 0
        END AS month,
        repayment_history.installment_amount_minor AS due_minor,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                THEN repayment_history.amount_paid_minor
            ELSE COALESCE((
                SELECT SUM(receipt.principal_minor + receipt.interest_minor)
                FROM receipt
                WHERE receipt.payment_id = repayment_history.payment_id
                    AND receipt.receipt_date <= :as_of
            ), 0)
        END AS received_minor
    FROM cohort_loan
    INNER JOIN repayment_history
        ON repayment_history.loan_id = cohort_loan.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND repayment_history.due_date <= cohort_loan.last_date
)

SELECT
    group_key AS group_key,
    cohort_month AS cohort_month,
    month AS month,
    SUM(due_minor) AS due_minor,
    SUM(received_minor) AS received_minor
FROM cohort_due
WHERE month BETWEEN 0 AND :months
GROUP BY group_key, cohort_month, month
ORDER BY group_key, cohort_month, month;

-- name: cohort_activity
-- By how many the number of customers with an active loan changes, by months
-- from the sign-up: add them up from month 0 to have the number of a month.
-- Columns: group_key, cohort_month, month, change_by
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

-- When each loan was paid off, if it was: with its last principal.
paid AS (
    SELECT
        receipt.loan_id AS loan_id,
        SUM(receipt.principal_minor) AS principal_minor,
        MAX(
            CASE WHEN receipt.principal_minor > 0 THEN receipt.receipt_date END
        ) AS last_date
    FROM receipt
    WHERE receipt.loan_id IN (SELECT segment.loan_id FROM segment)
        AND receipt.receipt_date <= :as_of
    GROUP BY receipt.loan_id
),

-- When each loan that a tape reports by monthly states had left the book.
left_book AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        MIN(loan_month_state.as_of) AS last_date
    FROM loan_month_state
    WHERE loan_month_state.loan_id IN (SELECT segment.loan_id FROM segment)
        AND loan_month_state.as_of <= :as_of
        AND loan_month_state.exit_kind IS NOT NULL
    GROUP BY loan_month_state.loan_id
),

-- From when to when each loan was active; one that still is has no end.
life AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        segment.account_created_date AS account_created_date,
        segment.disbursement_date AS first_date,
        CASE
            WHEN segment.charge_off_date <= :as_of
                AND paid.principal_minor >= segment.loan_amount_minor
                AND paid.last_date < segment.charge_off_date
                THEN paid.last_date
            WHEN segment.charge_off_date <= :as_of THEN segment.charge_off_date
            WHEN paid.principal_minor >= segment.loan_amount_minor
                THEN paid.last_date
            ELSE left_book.last_date
        END AS end_date
    FROM segment
    LEFT JOIN paid ON paid.loan_id = segment.loan_id
    LEFT JOIN left_book ON left_book.loan_id = segment.loan_id
),

-- The same in months from the sign-up: the least number of months that brings
-- one to the date.
life_month AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        MONTH_NUMBER(account_created_date) AS cohort_month,
        MONTH_NUMBER(first_date) - MONTH_NUMBER(account_created_date) + CASE
            WHEN DAYOFMONTH(first_date) > DAYOFMONTH(account_created_date) THEN 1
            ELSE 0
        END AS first_month,
        COALESCE(
            MONTH_NUMBER(end_date) - MONTH_NUMBER(account_created_date) + CASE
                WHEN DAYOFMONTH(end_date) > DAYOFMONTH(account_created_date)
                    THEN 1
                ELSE 0
            END,
            1000000
        ) AS end_month
    FROM life
),

-- A second loan adds only what the ones before it do not reach.
reach AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        cohort_month AS cohort_month,
        first_month AS first_month,
        end_month AS end_month,
        COALESCE(
            MAX(end_month) OVER (
                PARTITION BY group_key, customer_id
                ORDER BY first_month, end_month
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            -1000000
        ) AS reached_month
    FROM life_month
),

-- What each adds, from its first month or where the others end.
added AS (
    SELECT
        group_key AS group_key,
        cohort_month AS cohort_month,
        CASE
            WHEN reached_month > first_month THEN reached_month
            ELSE first_month
        END AS first_month,
        end_month AS end_month
    FROM reach
    WHERE end_month > reached_month
),

-- One more from the first month on, one less from the last.
step AS (
    SELECT
        group_key AS group_key,
        cohort_month AS cohort_month,
        first_month AS month,
        1 AS change_by
    FROM added
    UNION ALL
    SELECT
        group_key AS group_key,
        cohort_month AS cohort_month,
        end_month AS month,
        -1 AS change_by
    FROM added
    WHERE end_month < 1000000
)

SELECT
    group_key AS group_key,
    cohort_month AS cohort_month,
    month AS month,
    SUM(change_by) AS change_by
FROM step
GROUP BY group_key, cohort_month, month
ORDER BY group_key, cohort_month, month;
