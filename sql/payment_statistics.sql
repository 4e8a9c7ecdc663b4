-- Question:   How were the instalments that have fallen due paid?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :missed_after_days days after which an open instalment is Missed
--             :missed_boundary   :as_of less :missed_after_days
--             :grace_days        days after the due date that still are on time
-- Amounts are minor units of the book's currency. No rate is computed here: the
-- statements return counts and sums. Words: docs/METRICS.md. Spelling: README.md.

-- name: payment_distribution
-- Columns: group_key, payment_status (On Time, Late, Overdue, Missed),
--          instalments, loans
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

-- Each instalment that had fallen due, by its state at the as-of date.
instalment AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        segment.loan_id AS loan_id,
        repayment_history.payment_id AS payment_id,
        repayment_history.due_date AS due_date,
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
        END AS payment_status,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                THEN repayment_history.settled_after_days
            ELSE DATEDIFF(:as_of, repayment_history.due_date)
        END AS open_days,
        CASE
            WHEN repayment_history.due_date < :missed_boundary
                AND (
                    repayment_history.settled_after_days IS NULL
                    OR repayment_history.settled_after_days > :missed_after_days
                )
                THEN ADD_DAYS(
                    repayment_history.due_date, :missed_after_days + 1
                )
        END AS missed_date
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
),

-- Only the state matters here.
state AS (
    SELECT
        group_key AS group_key,
        loan_id AS loan_id,
        payment_status AS payment_status,
        COUNT(*) AS instalments
    FROM instalment
    GROUP BY group_key, loan_id, payment_status
)

SELECT
    group_key AS group_key,
    payment_status AS payment_status,
    SUM(instalments) AS instalments,
    COUNT(*) AS loans
FROM state
GROUP BY group_key, payment_status;

-- name: payment_statistics
-- One row a state and number of days late: at most a few hundred a group,
-- however large the book, and enough for exact means and percentiles.
-- Columns: group_key, payment_status, days_late, instalments,
--          amount_due_minor, amount_paid_minor
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

-- Each instalment that had fallen due, by its state at the as-of date.
instalment AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        segment.loan_id AS loan_id,
        repayment_history.payment_id AS payment_id,
        repayment_history.due_date AS due_date,
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
        END AS payment_status,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                THEN repayment_history.settled_after_days
            ELSE DATEDIFF(:as_of, repayment_history.due_date)
        END AS open_days,
        CASE
            WHEN repayment_history.due_date < :missed_boundary
                AND (
                    repayment_history.settled_after_days IS NULL
                    OR repayment_history.settled_after_days > :missed_after_days
                )
                THEN ADD_DAYS(
                    repayment_history.due_date, :missed_after_days + 1
                )
        END AS missed_date
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
),

-- The counter of a missed one stops at the hand-over to collections: the first
-- 1st or 16th of a month on or after the day on which it became Missed.
counted AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        loan_id AS loan_id,
        payment_id AS payment_id,
        payment_status AS payment_status,
        open_days AS open_days,
        :missed_after_days + 1 + CASE
            WHEN DAYOFMONTH(missed_date) = 1 THEN 0
            WHEN DAYOFMONTH(missed_date) <= 16
                THEN 16 - DAYOFMONTH(missed_date)
            ELSE DATEDIFF(LAST_DAY(missed_date), missed_date) + 1
        END AS hand_over_days
    FROM instalment
),

-- On time is no day late, whatever the grace.
timed AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        loan_id AS loan_id,
        payment_id AS payment_id,
        payment_status AS payment_status,
        CASE
            WHEN payment_status = 'On Time' THEN 0
            WHEN payment_status = 'Missed' AND open_days > hand_over_days
                THEN hand_over_days
            ELSE open_days
        END AS days_late
    FROM counted
),

-- What was due and received. An instalment that was settled by the as-of date
-- has received what its row says; of an open one the ledger knows.
amounts AS (
    SELECT
        timed.group_key AS group_key,
        timed.payment_status AS payment_status,
        timed.days_late AS days_late,
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
        END AS amount_paid_minor
    FROM timed
    INNER JOIN repayment_history
        ON repayment_history.payment_id = timed.payment_id
)

SELECT
    group_key AS group_key,
    payment_status AS payment_status,
    days_late AS days_late,
    COUNT(*) AS instalments,
    SUM(amount_due_minor) AS amount_due_minor,
    SUM(amount_paid_minor) AS amount_paid_minor
FROM amounts
GROUP BY group_key, payment_status, days_late
ORDER BY group_key, payment_status, days_late;
