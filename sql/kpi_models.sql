-- Question:   How is the book doing as a whole, and what came in day by day?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :missed_boundary   :as_of less :missed_after_days
--             :missed_after_days days after which an open instalment is Missed
--             :grace_days        days after the due date that still are on time
--             :settled_tolerance_minor  shortfall that still settles
-- Amounts are minor units of the book's currency. No rate is computed here: the
-- statements return counts and sums. Words: docs/METRICS.md. Spelling: README.md.

-- name: executive_kpis
-- Columns: customers, loans, active_loans, originated_minor, outstanding_minor,
--          scored_customers, credit_score_sum, interest_received_minor,
--          late_fees_minor, instalments_due, instalments_on_time, loans_due
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

-- Each loan paid out by the as-of date: its cash, its instalments that had
-- fallen due, and the oldest of them that was open on a later day.
loan_position AS (
    SELECT
        loan_application.loan_id AS loan_id,
        loan_application.customer_id AS customer_id,
        loan_application.loan_amount_minor AS loan_amount_minor,
        CASE
            WHEN loan_application.charge_off_date <= :as_of THEN 0
            ELSE loan_application.loan_amount_minor - COALESCE(SUM(
                CASE
                    WHEN instalment.received_minor > instalment.interest_due_minor
                        THEN instalment.received_minor
                            - instalment.interest_due_minor
                    ELSE 0
                END
            ), 0)
        END AS balance_minor,
        COALESCE(SUM(
            CASE
                WHEN instalment.received_minor > instalment.interest_due_minor
                    THEN instalment.interest_due_minor
                ELSE instalment.received_minor
            END
        ), 0) AS interest_received_minor,
        COALESCE(SUM(instalment.late_fee_minor), 0) AS late_fees_minor,
        MIN(
            CASE
                WHEN instalment.settled_after_days IS NULL
                    AND instalment.due_date < :as_of
                    THEN instalment.due_date
            END
        ) AS oldest_open_due_date,
        COUNT(
            CASE WHEN instalment.due_date <= :as_of THEN 1 END
        ) AS instalments_due,
        COUNT(
            CASE
                WHEN instalment.due_date <= :as_of
                    AND instalment.settled_after_days <= :grace_days
                    THEN 1
            END
        ) AS instalments_on_time,
        COUNT(
            CASE
                WHEN instalment.due_date < :missed_boundary
                    AND (
                        instalment.settled_after_days IS NULL
                        OR instalment.settled_after_days > :missed_after_days
                    )
                    THEN 1
            END
        ) AS instalments_missed
    FROM loan_application
    LEFT JOIN instalment ON instalment.loan_id = loan_application.loan_id
    WHERE loan_application.disbursement_date <= :as_of
    GROUP BY
        loan_application.loan_id,
        loan_application.customer_id,
        loan_application.loan_amount_minor,
        loan_application.charge_off_date
),

-- Each borrower once, however many loans.
borrower AS (
    SELECT DISTINCT customer_id AS customer_id
    FROM loan_position
),

-- Their credit scores.
score AS (
    SELECT
        COUNT(*) AS customers,
        COUNT(customer_profile.credit_score) AS scored_customers,
        SUM(customer_profile.credit_score) AS credit_score_sum
    FROM borrower
    INNER JOIN customer_profile
        ON customer_profile.customer_id = borrower.customer_id
)

SELECT
    MAX(score.customers) AS customers,
    MAX(score.scored_customers) AS scored_customers,
    MAX(score.credit_score_sum) AS credit_score_sum,
    COUNT(loan_position.loan_id) AS loans,
    COUNT(CASE WHEN balance_minor > 0 THEN 1 END) AS active_loans,
    SUM(loan_amount_minor) AS originated_minor,
    SUM(
        CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END
    ) AS outstanding_minor,
    SUM(interest_received_minor) AS interest_received_minor,
    SUM(late_fees_minor) AS late_fees_minor,
    SUM(instalments_due) AS instalments_due,
    SUM(instalments_on_time) AS instalments_on_time,
    COUNT(CASE WHEN instalments_due > 0 THEN 1 END) AS loans_due
FROM score
LEFT JOIN loan_position ON 1 = 1;

-- name: instalments_in_window
-- Instalments that fell due from :from_date to :as_of, as they stood at :as_of.
-- The window must be shorter than :missed_after_days: none of them is Missed.
-- Columns: instalments_due, instalments_on_time, days_late, loans_due
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
)

SELECT
    COUNT(*) AS instalments_due,
    COUNT(
        CASE WHEN settled_after_days <= :grace_days THEN 1 END
    ) AS instalments_on_time,
    SUM(
        CASE
            WHEN settled_after_days IS NULL THEN DATEDIFF(:as_of, due_date)
            WHEN settled_after_days > :grace_days THEN settled_after_days
            ELSE 0
        END
    ) AS days_late,
    COUNT(DISTINCT loan_id) AS loans_due
FROM instalment
WHERE due_date BETWEEN :from_date AND :as_of;

-- name: daily_kpis
-- Receipts from :from_date to :to_date, each on its own day, split by how late
-- it came. Days without a receipt have no row.
-- :from_boundary and :to_boundary are the two dates less :missed_after_days.
-- Columns: receipt_date, receipts, on_time, late, missed, collected_minor,
--          interest_minor, late_fees_minor, delay_days, loans
WITH
-- A settlement or an open part payment, a part payment before a recovery, and
-- the recovery itself. What is received covers interest before principal.
receipt AS (
    SELECT
        loan_id AS loan_id,
        actual_paid_date AS receipt_date,
        due_date AS due_date,
        amount_paid_minor AS amount_minor,
        CASE
            WHEN amount_paid_minor < interest_due_minor THEN amount_paid_minor
            ELSE interest_due_minor
        END AS interest_minor,
        late_fee_minor AS late_fee_minor
    FROM repayment_history
    WHERE recovered_date IS NULL
        AND amount_paid_minor > 0
        AND actual_paid_date BETWEEN :from_date AND :to_date
    UNION ALL
    SELECT
        loan_id AS loan_id,
        ADD_DAYS(due_date, :missed_after_days) AS receipt_date,
        due_date AS due_date,
        amount_paid_minor - recovered_amount_minor AS amount_minor,
        CASE
            WHEN amount_paid_minor - recovered_amount_minor
                < interest_due_minor
                THEN amount_paid_minor - recovered_amount_minor
            ELSE interest_due_minor
        END AS interest_minor,
        0 AS late_fee_minor
    FROM repayment_history
    WHERE recovered_date IS NOT NULL
        AND amount_paid_minor > recovered_amount_minor
        AND due_date BETWEEN :from_boundary AND :to_boundary
    UNION ALL
    SELECT
        loan_id AS loan_id,
        recovered_date AS receipt_date,
        due_date AS due_date,
        recovered_amount_minor AS amount_minor,
        CASE
            WHEN amount_paid_minor - recovered_amount_minor
                >= interest_due_minor
                THEN 0
            WHEN amount_paid_minor < interest_due_minor
                THEN recovered_amount_minor
            ELSE interest_due_minor
                - (amount_paid_minor - recovered_amount_minor)
        END AS interest_minor,
        late_fee_minor AS late_fee_minor
    FROM repayment_history
    WHERE recovered_amount_minor > 0
        AND recovered_date BETWEEN :from_date AND :to_date
),

-- How late each came: an early one is not late.
timed AS (
    SELECT
        loan_id AS loan_id,
        receipt_date AS receipt_date,
        amount_minor AS amount_minor,
        interest_minor AS interest_minor,
        late_fee_minor AS late_fee_minor,
        CASE
            WHEN receipt_date > due_date THEN DATEDIFF(receipt_date, due_date)
            ELSE 0
        END AS delay_days
    FROM receipt
)

SELECT
    receipt_date AS receipt_date,
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
    SUM(amount_minor) AS collected_minor,
    SUM(interest_minor) AS interest_minor,
    SUM(late_fee_minor) AS late_fees_minor,
    SUM(delay_days) AS delay_days,
    COUNT(DISTINCT loan_id) AS loans
FROM timed
GROUP BY receipt_date
ORDER BY receipt_date DESC;
