-- Question:   How were the instalments that have fallen due paid?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :missed_after_days days after which an open instalment is Missed
--             :missed_boundary   :as_of less :missed_after_days
--             :grace_days        days after the due date that still are on time
-- Amounts are minor units of the book's currency. No rate is computed here: the
-- statements return counts and sums. Words: docs/METRICS.md. Spelling: README.md.

-- name: payment_distribution
-- Columns: group_key, and of each state the instalments and the loans with one:
--          on_time, late, overdue, missed, loans_on_time, loans_late,
--          loans_overdue, loans_missed
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

-- How many instalments of each had fallen due.
fallen_due AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        COUNT(*) AS instalments
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
    GROUP BY repayment_history.loan_id
),

-- Those that were not paid on time, by state.
not_on_time AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        repayment_history.due_date AS due_date,
        CASE
            WHEN repayment_history.settled_date <= :as_of THEN CASE
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
        END AS open_days
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :as_of
            OR repayment_history.settled_after_days > :grace_days
        )
),

-- The day on which a Missed one became so.
dated AS (
    SELECT
        loan_id AS loan_id,
        payment_status AS payment_status,
        open_days AS open_days,
        CASE
            WHEN payment_status = 'Missed'
                THEN ADD_DAYS(due_date, :missed_after_days + 1)
        END AS missed_date
    FROM not_on_time
),

-- Its counter stops at the hand-over to collections: the first 1st or 16th of a
-- month on or after that day.
counted AS (
    SELECT
        loan_id AS loan_id,
        payment_status AS payment_status,
        open_days AS open_days,
        CASE
            WHEN payment_status <> 'Missed' THEN open_days
            WHEN DAYOFMONTH(missed_date) = 1 THEN :missed_after_days + 1
            WHEN DAYOFMONTH(missed_date) <= 16
                THEN :missed_after_days + 17 - DAYOFMONTH(missed_date)
            ELSE :missed_after_days + 2
                + DATEDIFF(LAST_DAY(missed_date), missed_date)
        END AS most_days
    FROM dated
),

-- The same by loan.
behind AS (
    SELECT
        loan_id AS loan_id,
        COUNT(CASE WHEN payment_status = 'Late' THEN 1 END) AS late,
        COUNT(CASE WHEN payment_status = 'Overdue' THEN 1 END) AS overdue,
        COUNT(CASE WHEN payment_status = 'Missed' THEN 1 END) AS missed,
        SUM(
            CASE WHEN open_days > most_days THEN most_days ELSE open_days END
        ) AS days_late
    FROM counted
    GROUP BY loan_id
),

-- How each loan was paid so far.
payment AS (
    SELECT
        fallen_due.loan_id AS loan_id,
        fallen_due.instalments AS instalments_due,
        fallen_due.instalments - COALESCE(behind.late, 0)
            - COALESCE(behind.overdue, 0) - COALESCE(behind.missed, 0) AS on_time,
        COALESCE(behind.late, 0) AS late,
        COALESCE(behind.overdue, 0) AS overdue,
        COALESCE(behind.missed, 0) AS missed,
        COALESCE(behind.days_late, 0) AS days_late
    FROM fallen_due
    LEFT JOIN behind ON behind.loan_id = fallen_due.loan_id
),

-- Each loan in its group.
loan_payment AS (
    SELECT
        segment.group_key AS group_key,
        payment.on_time AS on_time,
        payment.late AS late,
        payment.overdue AS overdue,
        payment.missed AS missed
    FROM segment
    INNER JOIN payment ON payment.loan_id = segment.loan_id
)

SELECT
    group_key AS group_key,
    SUM(on_time) AS on_time,
    SUM(late) AS late,
    SUM(overdue) AS overdue,
    SUM(missed) AS missed,
    COUNT(CASE WHEN on_time > 0 THEN 1 END) AS loans_on_time,
    COUNT(CASE WHEN late > 0 THEN 1 END) AS loans_late,
    COUNT(CASE WHEN overdue > 0 THEN 1 END) AS loans_overdue,
    COUNT(CASE WHEN missed > 0 THEN 1 END) AS loans_missed
FROM loan_payment
GROUP BY group_key;

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

-- Those on time: none of them is a day late.
on_time AS (
    SELECT
        segment.group_key AS group_key,
        COUNT(*) AS instalments,
        SUM(repayment_history.installment_amount_minor) AS amount_due_minor,
        SUM(repayment_history.amount_paid_minor) AS amount_paid_minor
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND repayment_history.settled_date <= :as_of
        AND repayment_history.settled_after_days <= :grace_days
    GROUP BY segment.group_key
),

-- The others by state. What was received on one that was settled by then is on
-- its row; of an open one the ledger knows.
late_instalment AS (
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
        END AS amount_paid_minor,
        CASE
            WHEN repayment_history.settled_date <= :as_of THEN CASE
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
        END AS open_days
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :as_of
            OR repayment_history.settled_after_days > :grace_days
        )
),

-- The day on which a Missed one became so.
late_dated AS (
    SELECT
        group_key AS group_key,
        payment_status AS payment_status,
        open_days AS open_days,
        amount_due_minor AS amount_due_minor,
        amount_paid_minor AS amount_paid_minor,
        CASE
            WHEN payment_status = 'Missed'
                THEN ADD_DAYS(due_date, :missed_after_days + 1)
        END AS missed_date
    FROM late_instalment
),

-- Its counter stops at the hand-over to collections: the first 1st or 16th of a
-- month on or after that day.
late_counted AS (
    SELECT
        group_key AS group_key,
        payment_status AS payment_status,
        open_days AS open_days,
        amount_due_minor AS amount_due_minor,
        amount_paid_minor AS amount_paid_minor,
        CASE
            WHEN payment_status <> 'Missed' THEN open_days
            WHEN DAYOFMONTH(missed_date) = 1 THEN :missed_after_days + 1
            WHEN DAYOFMONTH(missed_date) <= 16
                THEN :missed_after_days + 17 - DAYOFMONTH(missed_date)
            ELSE :missed_after_days + 2
                + DATEDIFF(LAST_DAY(missed_date), missed_date)
        END AS most_days
    FROM late_dated
),

-- The days late of each.
timed AS (
    SELECT
        group_key AS group_key,
        payment_status AS payment_status,
        amount_due_minor AS amount_due_minor,
        amount_paid_minor AS amount_paid_minor,
        CASE WHEN open_days > most_days THEN most_days ELSE open_days END
            AS days_late
    FROM late_counted
)

SELECT
    group_key AS group_key,
    'On Time' AS payment_status,
    0 AS days_late,
    instalments AS instalments,
    amount_due_minor AS amount_due_minor,
    amount_paid_minor AS amount_paid_minor
FROM on_time
UNION ALL
SELECT
    group_key AS group_key,
    payment_status AS payment_status,
    days_late AS days_late,
    COUNT(*) AS instalments,
    SUM(amount_due_minor) AS amount_due_minor,
    SUM(amount_paid_minor) AS amount_paid_minor
FROM timed
GROUP BY group_key, payment_status, days_late;
