-- Question:   What is known of each loan and its borrower, to see how it is spread?
-- Parameters: :as_of  end of this day; what happened later is unknown
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: loan_observations
-- A row a loan, in order, so that sums of fractions are the same each time.
-- Columns: group_key, loan_id, credit_score, age, income_minor,
--          loan_amount_minor, interest_rate_ppm, loan_term_months,
--          monthly_installment_minor, and of active loans alone
--          outstanding_minor and days_past_due
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

-- What had been received on each by the as-of date.
cash AS (
    SELECT
        receipt.loan_id AS loan_id,
        SUM(receipt.principal_minor) AS principal_minor,
        SUM(receipt.interest_minor) AS interest_minor,
        SUM(receipt.late_fee_minor) AS late_fee_minor
    FROM receipt
    WHERE receipt.loan_id IN (SELECT segment.loan_id FROM segment)
        AND receipt.receipt_date <= :as_of
    GROUP BY receipt.loan_id
),

-- The oldest instalment of each that had fallen due before and was open.
arrears AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        MIN(repayment_history.due_date) AS oldest_open_due_date
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date < :as_of
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :as_of
        )
    GROUP BY repayment_history.loan_id
),

-- The last month of each loan that a tape reports by monthly states.
month_state AS (
    SELECT
        loan_month_state.loan_id AS loan_id,
        loan_month_state.balance_minor AS balance_minor,
        loan_month_state.days_past_due AS days_past_due
    FROM (
        SELECT
            loan_month_state.loan_id AS loan_id,
            MAX(loan_month_state.as_of) AS as_of
        FROM loan_month_state
        WHERE loan_month_state.loan_id IN (SELECT segment.loan_id FROM segment)
            AND loan_month_state.as_of <= :as_of
        GROUP BY loan_month_state.loan_id
    ) AS last_month
    INNER JOIN loan_month_state
        ON loan_month_state.loan_id = last_month.loan_id
        AND loan_month_state.as_of = last_month.as_of
),

-- Where each stood: a loan that is charged off has no balance.
loan_position AS (
    SELECT
        segment.loan_id AS loan_id,
        segment.customer_id AS customer_id,
        segment.credit_score AS credit_score,
        segment.group_key AS group_key,
        CASE
            WHEN segment.charge_off_date <= :as_of THEN 0
            ELSE COALESCE(
                month_state.balance_minor,
                segment.loan_amount_minor - COALESCE(cash.principal_minor, 0)
            )
        END AS balance_minor,
        COALESCE(
            month_state.days_past_due,
            DATEDIFF(:as_of, arrears.oldest_open_due_date),
            0
        ) AS days_past_due
    FROM segment
    LEFT JOIN cash ON cash.loan_id = segment.loan_id
    LEFT JOIN arrears ON arrears.loan_id = segment.loan_id
    LEFT JOIN month_state ON month_state.loan_id = segment.loan_id
)

-- Finished loans would be zeros that hide how those that are left stand.
SELECT
    loan_position.group_key AS group_key,
    loan_position.loan_id AS loan_id,
    customer_profile.credit_score AS credit_score,
    customer_profile.age AS age,
    customer_profile.income_minor AS income_minor,
    loan_application.loan_amount_minor AS loan_amount_minor,
    loan_application.interest_rate_ppm AS interest_rate_ppm,
    loan_application.loan_term_months AS loan_term_months,
    loan_application.monthly_installment_minor AS monthly_installment_minor,
    CASE
        WHEN loan_position.balance_minor > 0 THEN loan_position.balance_minor
    END AS outstanding_minor,
    CASE
        WHEN loan_position.balance_minor > 0 THEN loan_position.days_past_due
    END AS days_past_due
FROM loan_position
INNER JOIN loan_application
    ON loan_application.loan_id = loan_position.loan_id
INNER JOIN customer_profile
    ON customer_profile.customer_id = loan_position.customer_id
ORDER BY loan_position.loan_id;
