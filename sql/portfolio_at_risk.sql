-- Question:   How much of the book is owed by borrowers in arrears?
-- Parameters: :as_of        end of this day; what happened later is unknown
--             :threshold_days  loans more than so many days past due
--             :group_key    one group, 0 where there is but one
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: portfolio_at_risk
-- The whole unpaid principal of a loan in arrears counts, not the overdue part.
-- Columns: group_key, active_loans, outstanding_minor, and for each X of 1, 30,
--          60, 90, 180: loans_X and at_risk_X_minor of loans more than X days
--          past due
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

SELECT
    group_key AS group_key,
    COUNT(*) AS active_loans,
    SUM(balance_minor) AS outstanding_minor,
    COUNT(CASE WHEN days_past_due > 1 THEN 1 END) AS loans_1,
    COUNT(CASE WHEN days_past_due > 30 THEN 1 END) AS loans_30,
    COUNT(CASE WHEN days_past_due > 60 THEN 1 END) AS loans_60,
    COUNT(CASE WHEN days_past_due > 90 THEN 1 END) AS loans_90,
    COUNT(CASE WHEN days_past_due > 180 THEN 1 END) AS loans_180,
    SUM(
        CASE WHEN days_past_due > 1 THEN balance_minor ELSE 0 END
    ) AS at_risk_1_minor,
    SUM(
        CASE WHEN days_past_due > 30 THEN balance_minor ELSE 0 END
    ) AS at_risk_30_minor,
    SUM(
        CASE WHEN days_past_due > 60 THEN balance_minor ELSE 0 END
    ) AS at_risk_60_minor,
    SUM(
        CASE WHEN days_past_due > 90 THEN balance_minor ELSE 0 END
    ) AS at_risk_90_minor,
    SUM(
        CASE WHEN days_past_due > 180 THEN balance_minor ELSE 0 END
    ) AS at_risk_180_minor
FROM loan_position
WHERE balance_minor > 0
GROUP BY group_key;

-- name: portfolio_at_risk_loans
-- The loans more than :threshold_days past due; -1 gives all active ones.
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

SELECT loan_id AS loan_id
FROM loan_position
WHERE balance_minor > 0
    AND days_past_due > :threshold_days
    AND group_key = :group_key;

-- name: arrears_rate
-- Only what is overdue counts, principal and interest apart.
-- Columns: group_key, loans (active, with anything overdue), outstanding_minor,
--          overdue_principal_minor, overdue_minor
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
),

-- What was open of each instalment that had fallen due.
open_instalment AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        repayment_history.payment_id AS payment_id,
        repayment_history.installment_amount_minor
            - COALESCE(SUM(receipt.principal_minor + receipt.interest_minor), 0)
            AS overdue_minor,
        repayment_history.principal_due_minor
            - COALESCE(SUM(receipt.principal_minor), 0)
            AS overdue_principal_minor
    FROM segment
    INNER JOIN repayment_history
        ON repayment_history.loan_id = segment.loan_id
    LEFT JOIN receipt
        ON receipt.payment_id = repayment_history.payment_id
        AND receipt.receipt_date <= :as_of
    WHERE repayment_history.due_date <= :as_of
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :as_of
        )
    GROUP BY
        repayment_history.loan_id,
        repayment_history.payment_id,
        repayment_history.installment_amount_minor,
        repayment_history.principal_due_minor
),

-- The same of each loan.
overdue AS (
    SELECT
        loan_id AS loan_id,
        SUM(overdue_minor) AS overdue_minor,
        SUM(overdue_principal_minor) AS overdue_principal_minor
    FROM open_instalment
    GROUP BY loan_id
),

-- The active loans with what is overdue on them; a tape of monthly states does not
-- say what of a loan is.
active AS (
    SELECT
        loan_position.group_key AS group_key,
        loan_position.balance_minor AS balance_minor,
        COALESCE(overdue.overdue_minor, 0) AS overdue_minor,
        COALESCE(overdue.overdue_principal_minor, 0)
            AS overdue_principal_minor
    FROM loan_position
    LEFT JOIN overdue ON overdue.loan_id = loan_position.loan_id
    WHERE loan_position.balance_minor > 0
        AND loan_position.loan_id NOT IN (
            SELECT month_state.loan_id FROM month_state
        )
)

SELECT
    group_key AS group_key,
    COUNT(CASE WHEN overdue_minor > 0 THEN 1 END) AS loans,
    SUM(balance_minor) AS outstanding_minor,
    SUM(overdue_principal_minor) AS overdue_principal_minor,
    SUM(overdue_minor) AS overdue_minor
FROM active
GROUP BY group_key;
