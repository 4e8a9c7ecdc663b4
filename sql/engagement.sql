-- Question:   How engaged are the customers in repaying?
-- Parameters: :as_of           end of this day; what happened later is unknown
--             :as_of_less_30, :as_of_less_90, :as_of_less_180  days before it
--             :grace_days      days after the due date that still are on time
--             :group_key       one group, 0 where there is but one
--             :lowest, :highest  a range of scores
-- The score of a customer, 0 to 100, is the whole part of
--   50 on-time share + 30 received share + 20 recency
-- of the instalments that fell due in 180 days; docs/METRICS.md has the reasons.

-- name: engagement_scores
-- Columns: group_key, score, customers
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

-- The instalments of each customer in the window, and the last receipt.
recent AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        COUNT(*) AS instalments,
        COUNT(
            CASE
                WHEN repayment_history.settled_date <= :as_of
                    AND repayment_history.settled_after_days <= :grace_days
                    THEN 1
            END
        ) AS on_time,
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
        ) AS received_minor
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND repayment_history.due_date > :as_of_less_180
    GROUP BY segment.group_key, segment.customer_id
),

-- The last receipt of each customer in 90 days: an older one counts as none.
last_receipt AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        MAX(receipt.receipt_date) AS receipt_date
    FROM segment
    INNER JOIN receipt ON receipt.loan_id = segment.loan_id
    WHERE receipt.receipt_date <= :as_of
        AND receipt.receipt_date > :as_of_less_90
    GROUP BY segment.group_key, segment.customer_id
),

-- Recency in sixtieths: 60 up to 30 days after the last receipt, 0 from day 90.
measured AS (
    SELECT
        recent.group_key AS group_key,
        recent.customer_id AS customer_id,
        recent.instalments AS instalments,
        recent.on_time AS on_time,
        recent.due_minor AS due_minor,
        recent.received_minor AS received_minor,
        CASE
            WHEN last_receipt.receipt_date IS NULL THEN 0
            WHEN last_receipt.receipt_date >= :as_of_less_30 THEN 60
            ELSE 90 - DATEDIFF(:as_of, last_receipt.receipt_date)
        END AS recency
    FROM recent
    LEFT JOIN last_receipt
        ON last_receipt.customer_id = recent.customer_id
        AND last_receipt.group_key = recent.group_key
),

-- All three parts over one denominator, so that nothing is rounded but once.
scored AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        DIV(
            150 * on_time * due_minor
                + 90 * CASE
                    WHEN received_minor > due_minor THEN due_minor
                    ELSE received_minor
                END * instalments
                + recency * due_minor * instalments,
            3 * instalments * due_minor
        ) AS score
    FROM measured
)

SELECT
    group_key AS group_key,
    score AS score,
    COUNT(*) AS customers
FROM scored
GROUP BY group_key, score
ORDER BY group_key, score;

-- name: engagement_customer_ids
-- Columns: customer_id
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

-- The instalments of each customer in the window, and the last receipt.
recent AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        COUNT(*) AS instalments,
        COUNT(
            CASE
                WHEN repayment_history.settled_date <= :as_of
                    AND repayment_history.settled_after_days <= :grace_days
                    THEN 1
            END
        ) AS on_time,
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
        ) AS received_minor
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND repayment_history.due_date > :as_of_less_180
    GROUP BY segment.group_key, segment.customer_id
),

-- The last receipt of each customer in 90 days: an older one counts as none.
last_receipt AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        MAX(receipt.receipt_date) AS receipt_date
    FROM segment
    INNER JOIN receipt ON receipt.loan_id = segment.loan_id
    WHERE receipt.receipt_date <= :as_of
        AND receipt.receipt_date > :as_of_less_90
    GROUP BY segment.group_key, segment.customer_id
),

-- Recency in sixtieths: 60 up to 30 days after the last receipt, 0 from day 90.
measured AS (
    SELECT
        recent.group_key AS group_key,
        recent.customer_id AS customer_id,
        recent.instalments AS instalments,
        recent.on_time AS on_time,
        recent.due_minor AS due_minor,
        recent.received_minor AS received_minor,
        CASE
            WHEN last_receipt.receipt_date IS NULL THEN 0
            WHEN last_receipt.receipt_date >= :as_of_less_30 THEN 60
            ELSE 90 - DATEDIFF(:as_of, last_receipt.receipt_date)
        END AS recency
    FROM recent
    LEFT JOIN last_receipt
        ON last_receipt.customer_id = recent.customer_id
        AND last_receipt.group_key = recent.group_key
),

-- All three parts over one denominator, so that nothing is rounded but once.
scored AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        DIV(
            150 * on_time * due_minor
                + 90 * CASE
                    WHEN received_minor > due_minor THEN due_minor
                    ELSE received_minor
                END * instalments
                + recency * due_minor * instalments,
            3 * instalments * due_minor
        ) AS score
    FROM measured
)

SELECT customer_id AS customer_id
FROM scored
WHERE group_key = :group_key
    AND score BETWEEN :lowest AND :highest;
