-- Question:   Which groups does a portfolio fall into, and how large is it?
-- Parameters: :as_of      end of this day; what happened later is unknown
--             :group_key  one group, 0 where there is but one
-- Words: docs/METRICS.md.

-- name: portfolio_groups
-- Columns: group_key, loans, customers
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
)

SELECT
    group_key AS group_key,
    COUNT(*) AS loans,
    COUNT(DISTINCT customer_id) AS customers
FROM segment
GROUP BY group_key
ORDER BY group_key;

-- name: portfolio_loans
-- All of one group, whatever became of them.
-- Columns: loan_id
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
)

SELECT loan_id AS loan_id
FROM segment
WHERE group_key = :group_key;

-- name: charged_off_loans
-- Those of one group that had been charged off.
-- Columns: loan_id
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
)

SELECT loan_id AS loan_id
FROM segment
WHERE group_key = :group_key
    AND charge_off_date <= :as_of;
