-- Question:   How were the instalments that have fallen due paid?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :missed_boundary   :as_of less :missed_after_days
--             :missed_after_days days after which an open instalment is Missed
--             :grace_days        days after the due date that still are on time
--             :settled_tolerance_minor  shortfall that still settles
-- Amounts are minor units of the book's currency. No rate is computed here: the
-- statements return counts and sums. Words: docs/METRICS.md. Spelling: README.md.

-- name: payment_statistics
-- One row a status and number of days late: at most a few hundred, however
-- large the book, and enough for exact means and percentiles.
-- Columns: payment_status (On Time, Late, Overdue, Missed), days_late,
--          instalments, amount_due_minor, amount_paid_minor
WITH
-- Each instalment as it stood at the as-of date: what had been received on it,
-- and how many days after its due date it was settled (NULL: it was not).
instalment AS (
    SELECT
        loan_id AS loan_id,
        due_date AS due_date,
        installment_amount_minor AS amount_due_minor,
        interest_due_minor AS interest_due_minor,
        CASE
            WHEN actual_paid_date <= :as_of THEN late_fee_minor
            ELSE 0
        END AS late_fee_minor,
        CASE
            WHEN recovered_date IS NULL THEN CASE
                WHEN actual_paid_date <= :as_of THEN amount_paid_minor
                ELSE 0
            END
            -- A part payment before a recovery came on the last late day.
            ELSE CASE
                WHEN due_date <= :missed_boundary
                    THEN amount_paid_minor - recovered_amount_minor
                ELSE 0
            END + CASE
                WHEN recovered_date <= :as_of THEN recovered_amount_minor
                ELSE 0
            END
        END AS received_minor,
        CASE
            WHEN amount_paid_minor + :settled_tolerance_minor
                >= installment_amount_minor
                AND actual_paid_date <= :as_of
                THEN DATEDIFF(actual_paid_date, due_date)
        END AS settled_after_days
    FROM repayment_history
),

-- The status of each instalment that had fallen due, from its dates alone.
classified AS (
    SELECT
        due_date AS due_date,
        amount_due_minor AS amount_due_minor,
        received_minor AS received_minor,
        CASE
            WHEN settled_after_days <= :grace_days THEN 'On Time'
            WHEN settled_after_days <= :missed_after_days THEN 'Late'
            WHEN settled_after_days IS NULL AND due_date >= :missed_boundary
                THEN 'Overdue'
            ELSE 'Missed'
        END AS payment_status,
        -- Days to the settlement, or to the as-of date where there was none.
        COALESCE(
            settled_after_days, DATEDIFF(:as_of, due_date)
        ) AS open_days,
        ADD_DAYS(due_date, :missed_after_days + 1) AS missed_date
    FROM instalment
    WHERE due_date <= :as_of
),

-- The counter stops at the hand-over to collections: the first 1st or 16th of
-- a month on or after the day on which the instalment became Missed.
counted AS (
    SELECT
        amount_due_minor AS amount_due_minor,
        received_minor AS received_minor,
        payment_status AS payment_status,
        open_days AS open_days,
        :missed_after_days + 1 + CASE
            WHEN DAYOFMONTH(missed_date) = 1 THEN 0
            WHEN DAYOFMONTH(missed_date) <= 16
                THEN 16 - DAYOFMONTH(missed_date)
            ELSE DATEDIFF(LAST_DAY(missed_date), missed_date) + 1
        END AS hand_over_days
    FROM classified
),

-- On time is no day late, whatever the grace.
timed AS (
    SELECT
        amount_due_minor AS amount_due_minor,
        received_minor AS received_minor,
        payment_status AS payment_status,
        CASE
            WHEN payment_status = 'On Time' THEN 0
            WHEN payment_status = 'Missed' AND open_days > hand_over_days
                THEN hand_over_days
            ELSE open_days
        END AS days_late
    FROM counted
)

SELECT
    payment_status AS payment_status,
    days_late AS days_late,
    COUNT(*) AS instalments,
    SUM(amount_due_minor) AS amount_due_minor,
    SUM(received_minor) AS amount_paid_minor
FROM timed
GROUP BY payment_status, days_late
ORDER BY payment_status, days_late;
