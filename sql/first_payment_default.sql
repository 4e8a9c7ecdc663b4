-- Question:   How many borrowers did not even pay their first instalment?
-- Parameters: :as_of           end of this day; what happened later is unknown
--             :due_boundary    :as_of less :default_after_days
--             :default_after_days  days after the due date
--             :group_key       one group, 0 where there is but one
-- Words: docs/METRICS.md.

-- name: first_payment_default
-- Columns: group_key, loans, defaulted_loans
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

-- The first instalments that fell due long enough ago.
first_instalment AS (
    SELECT
        segment.group_key AS group_key,
        segment.loan_id AS loan_id,
        CASE
            WHEN repayment_history.settled_after_days <= :default_after_days
                THEN 0
            ELSE 1
        END AS is_default
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
        AND repayment_history.installment_number = 1
    WHERE repayment_history.due_date <= :due_boundary
)

SELECT
    group_key AS group_key,
    COUNT(*) AS loans,
    SUM(is_default) AS defaulted_loans
FROM first_instalment
GROUP BY group_key;

-- name: first_payment_default_loans
-- The loans in default on their first instalment.
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
),

-- The first instalments that fell due long enough ago.
first_instalment AS (
    SELECT
        segment.group_key AS group_key,
        segment.loan_id AS loan_id,
        CASE
            WHEN repayment_history.settled_after_days <= :default_after_days
                THEN 0
            ELSE 1
        END AS is_default
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
        AND repayment_history.installment_number = 1
    WHERE repayment_history.due_date <= :due_boundary
)

SELECT loan_id AS loan_id
FROM first_instalment
WHERE is_default = 1
    AND group_key = :group_key;
