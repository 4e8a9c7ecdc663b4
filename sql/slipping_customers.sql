-- Question:   Who paid well and has just begun to slip?
-- Parameters: :as_of       end of this day; what happened later is unknown
--             :grace_days  days after the due date that still are on time
--             :group_key   one group, 0 where there is but one
-- Words: docs/METRICS.md.

-- name: slipping_customers
-- Columns: group_key, customers, customers_due (with four instalments or more),
--          loans (of the slipping ones)
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

-- How many instalments of each customer had fallen due, and the latest day.
due AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        COUNT(DISTINCT segment.loan_id) AS loans,
        COUNT(*) AS instalments,
        MAX(repayment_history.due_date) AS latest_date
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
    GROUP BY segment.group_key, segment.customer_id
),

-- Of those who have something that fell due on that day and was not paid on
-- time, the instalments in order, the latest first. Nobody else can be slipping.
latest AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                AND repayment_history.settled_after_days <= :grace_days
                THEN 1
            ELSE 0
        END AS is_on_time,
        ROW_NUMBER() OVER (
            PARTITION BY segment.group_key, segment.customer_id
            ORDER BY
                repayment_history.due_date DESC,
                repayment_history.payment_id DESC
        ) AS place
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND EXISTS (
            SELECT 1
            FROM due
            INNER JOIN loan_application
                ON loan_application.customer_id = due.customer_id
            INNER JOIN repayment_history AS newest
                ON newest.loan_id = loan_application.loan_id
                AND newest.due_date = due.latest_date
            WHERE due.customer_id = segment.customer_id
                AND due.group_key = segment.group_key
                AND (
                    newest.settled_date IS NULL
                    OR newest.settled_date > :as_of
                    OR newest.settled_after_days > :grace_days
                )
        )
),

-- The four latest of each of them.
four AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        COUNT(CASE WHEN place = 1 AND is_on_time = 0 THEN 1 END) AS late_latest,
        COUNT(CASE WHEN place > 1 AND is_on_time = 1 THEN 1 END) AS on_time_before
    FROM latest
    WHERE place <= 4
    GROUP BY group_key, customer_id
),

-- Each customer with enough instalments, slipping or not.
judged AS (
    SELECT
        due.group_key AS group_key,
        due.customer_id AS customer_id,
        due.loans AS loans,
        CASE
            WHEN four.late_latest = 1 AND four.on_time_before = 3 THEN 1
        END AS is_slipping
    FROM due
    LEFT JOIN four
        ON four.customer_id = due.customer_id
        AND four.group_key = due.group_key
    WHERE due.instalments >= 4
)

SELECT
    group_key AS group_key,
    COUNT(is_slipping) AS customers,
    COUNT(*) AS customers_due,
    SUM(CASE WHEN is_slipping = 1 THEN loans ELSE 0 END) AS loans
FROM judged
GROUP BY group_key;

-- name: slipping_customer_ids
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

-- How many instalments of each customer had fallen due, and the latest day.
due AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        COUNT(DISTINCT segment.loan_id) AS loans,
        COUNT(*) AS instalments,
        MAX(repayment_history.due_date) AS latest_date
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
    GROUP BY segment.group_key, segment.customer_id
),

-- Of those who have something that fell due on that day and was not paid on
-- time, the instalments in order, the latest first. Nobody else can be slipping.
latest AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                AND repayment_history.settled_after_days <= :grace_days
                THEN 1
            ELSE 0
        END AS is_on_time,
        ROW_NUMBER() OVER (
            PARTITION BY segment.group_key, segment.customer_id
            ORDER BY
                repayment_history.due_date DESC,
                repayment_history.payment_id DESC
        ) AS place
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
        AND EXISTS (
            SELECT 1
            FROM due
            INNER JOIN loan_application
                ON loan_application.customer_id = due.customer_id
            INNER JOIN repayment_history AS newest
                ON newest.loan_id = loan_application.loan_id
                AND newest.due_date = due.latest_date
            WHERE due.customer_id = segment.customer_id
                AND due.group_key = segment.group_key
                AND (
                    newest.settled_date IS NULL
                    OR newest.settled_date > :as_of
                    OR newest.settled_after_days > :grace_days
                )
        )
),

-- The four latest of each of them.
four AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        COUNT(CASE WHEN place = 1 AND is_on_time = 0 THEN 1 END) AS late_latest,
        COUNT(CASE WHEN place > 1 AND is_on_time = 1 THEN 1 END) AS on_time_before
    FROM latest
    WHERE place <= 4
    GROUP BY group_key, customer_id
),

-- Each customer with enough instalments, slipping or not.
judged AS (
    SELECT
        due.group_key AS group_key,
        due.customer_id AS customer_id,
        due.loans AS loans,
        CASE
            WHEN four.late_latest = 1 AND four.on_time_before = 3 THEN 1
        END AS is_slipping
    FROM due
    LEFT JOIN four
        ON four.customer_id = due.customer_id
        AND four.group_key = due.group_key
    WHERE due.instalments >= 4
)

SELECT customer_id AS customer_id
FROM judged
WHERE is_slipping = 1
    AND group_key = :group_key;
