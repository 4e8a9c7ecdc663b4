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

-- How many instalments of each loan had fallen due, and the latest day.
loan_due AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        COUNT(*) AS instalments,
        MAX(repayment_history.due_date) AS latest_date
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
    GROUP BY repayment_history.loan_id
),

-- The same of each customer with four or more.
due AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        COUNT(*) AS loans,
        SUM(loan_due.instalments) AS instalments,
        MAX(loan_due.latest_date) AS latest_date
    FROM loan_due
    INNER JOIN segment ON segment.loan_id = loan_due.loan_id
    GROUP BY segment.group_key, segment.customer_id
    HAVING SUM(loan_due.instalments) >= 4
),

-- Those of them with something that fell due on that day and was not paid on
-- time: nobody else can be slipping.
candidate AS (
    SELECT DISTINCT
        due.group_key AS group_key,
        due.customer_id AS customer_id
    FROM due
    INNER JOIN segment
        ON segment.customer_id = due.customer_id
        AND segment.group_key = due.group_key
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
        AND repayment_history.due_date = due.latest_date
    WHERE repayment_history.settled_date IS NULL
        OR repayment_history.settled_date > :as_of
        OR repayment_history.settled_after_days > :grace_days
),

-- Their instalments, the latest first.
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
                repayment_history.loan_id DESC,
                repayment_history.installment_number DESC
        ) AS place
    FROM candidate
    INNER JOIN segment
        ON segment.customer_id = candidate.customer_id
        AND segment.group_key = candidate.group_key
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
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

-- How many instalments of each loan had fallen due, and the latest day.
loan_due AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        COUNT(*) AS instalments,
        MAX(repayment_history.due_date) AS latest_date
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
    GROUP BY repayment_history.loan_id
),

-- The same of each customer with four or more.
due AS (
    SELECT
        segment.group_key AS group_key,
        segment.customer_id AS customer_id,
        COUNT(*) AS loans,
        SUM(loan_due.instalments) AS instalments,
        MAX(loan_due.latest_date) AS latest_date
    FROM loan_due
    INNER JOIN segment ON segment.loan_id = loan_due.loan_id
    GROUP BY segment.group_key, segment.customer_id
    HAVING SUM(loan_due.instalments) >= 4
),

-- Those of them with something that fell due on that day and was not paid on
-- time: nobody else can be slipping.
candidate AS (
    SELECT DISTINCT
        due.group_key AS group_key,
        due.customer_id AS customer_id
    FROM due
    INNER JOIN segment
        ON segment.customer_id = due.customer_id
        AND segment.group_key = due.group_key
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
        AND repayment_history.due_date = due.latest_date
    WHERE repayment_history.settled_date IS NULL
        OR repayment_history.settled_date > :as_of
        OR repayment_history.settled_after_days > :grace_days
),

-- Their instalments, the latest first.
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
                repayment_history.loan_id DESC,
                repayment_history.installment_number DESC
        ) AS place
    FROM candidate
    INNER JOIN segment
        ON segment.customer_id = candidate.customer_id
        AND segment.group_key = candidate.group_key
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    WHERE repayment_history.due_date <= :as_of
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
)

SELECT customer_id AS customer_id
FROM four
WHERE late_latest = 1
    AND on_time_before = 3
    AND group_key = :group_key;
