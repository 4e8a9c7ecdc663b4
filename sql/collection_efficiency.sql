-- Question:   How much of what fell due came in, and from whom?
-- Parameters: :as_of          last day of the window
--             :from_date      first day of the window
--             :opening_date   the day before
--             :scheme         set of buckets in the table bucket
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: collection_efficiency
-- Loans not charged off by :as_of, by the bucket each was in before the window;
-- those that were not on the book then, or owed nothing, are in none.
-- Columns: group_key, bucket, loans, due_minor (fell due in the window),
--          collected_minor (received in it), current_minor (received by its end
--          on what fell due in it)
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

-- What was received on each before the window, and in it.
window_cash AS (
    SELECT
        receipt.loan_id AS loan_id,
        SUM(
            CASE
                WHEN receipt.receipt_date <= :opening_date
                    THEN receipt.principal_minor
                ELSE 0
            END
        ) AS opening_minor,
        SUM(
            CASE
                WHEN receipt.receipt_date >= :from_date
                    THEN receipt.principal_minor + receipt.interest_minor
                ELSE 0
            END
        ) AS collected_minor
    FROM receipt
    WHERE receipt.loan_id IN (SELECT segment.loan_id FROM segment)
        AND receipt.receipt_date <= :as_of
    GROUP BY receipt.loan_id
),

-- The oldest instalment of each that was open before the window.
opening_arrears AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        MIN(repayment_history.due_date) AS opening_due_date
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date < :opening_date
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :opening_date
        )
    GROUP BY repayment_history.loan_id
),

-- What fell due on each in the window, and what was received on that.
window_due AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        SUM(repayment_history.installment_amount_minor) AS due_minor,
        SUM(
            CASE
                WHEN repayment_history.settled_date <= :as_of
                    THEN repayment_history.amount_paid_minor
                ELSE COALESCE((
                    SELECT SUM(receipt.principal_minor + receipt.interest_minor)
                    FROM receipt
                    WHERE receipt.payment_id = repayment_history.payment_id
                        AND receipt.receipt_date <= :as_of
                ), 0)
            END
        ) AS current_minor
    FROM repayment_history
    WHERE repayment_history.due_date BETWEEN :from_date AND :as_of
    GROUP BY repayment_history.loan_id
),

-- Each loan with all of it.
loan_window AS (
    SELECT
        segment.group_key AS group_key,
        CASE
            WHEN segment.disbursement_date <= :opening_date
                AND segment.loan_amount_minor
                > COALESCE(window_cash.opening_minor, 0)
                THEN COALESCE(
                    DATEDIFF(:opening_date, opening_arrears.opening_due_date), 0
                )
            ELSE -1
        END AS opening_days,
        COALESCE(window_cash.collected_minor, 0) AS collected_minor,
        COALESCE(window_due.due_minor, 0) AS due_minor,
        COALESCE(window_due.current_minor, 0) AS current_minor
    FROM segment
    LEFT JOIN window_cash ON window_cash.loan_id = segment.loan_id
    LEFT JOIN opening_arrears ON opening_arrears.loan_id = segment.loan_id
    LEFT JOIN window_due ON window_due.loan_id = segment.loan_id
    WHERE segment.charge_off_date IS NULL OR segment.charge_off_date > :as_of
),

-- Each in its bucket.
window_bucketed AS (
    SELECT
        loan_window.group_key AS group_key,
        COALESCE(bucket.name, 'none') AS bucket,
        loan_window.collected_minor AS collected_minor,
        loan_window.due_minor AS due_minor,
        loan_window.current_minor AS current_minor
    FROM loan_window
    LEFT JOIN bucket
        ON bucket.scheme = :scheme
        AND loan_window.opening_days BETWEEN bucket.from_days AND bucket.to_days
)

SELECT
    group_key AS group_key,
    bucket AS bucket,
    COUNT(*) AS loans,
    SUM(due_minor) AS due_minor,
    SUM(collected_minor) AS collected_minor,
    SUM(current_minor) AS current_minor
FROM window_bucketed
GROUP BY group_key, bucket
ORDER BY group_key, bucket;
