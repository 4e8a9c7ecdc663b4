-- Question:   How much of the book is how many days past due?
-- Parameters: :as_of   end of this day; what happened later is unknown
--             :scheme  set of buckets in the table bucket
--             :bucket  name of one of them
--             :group_key  one group, 0 where there is but one
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: ageing
-- Active loans by bucket of days past due; an empty bucket has no row.
-- Columns: group_key, bucket, loans, balance_minor, overdue_minor
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

-- The active loans, each in its bucket.
bucketed AS (
    SELECT
        loan_position.group_key AS group_key,
        (
            SELECT bucket.name
            FROM bucket
            WHERE bucket.scheme = :scheme
                AND loan_position.days_past_due BETWEEN bucket.from_days
                    AND bucket.to_days
        ) AS bucket,
        loan_position.balance_minor AS balance_minor,
        COALESCE(overdue.overdue_minor, 0) AS overdue_minor
    FROM loan_position
    LEFT JOIN overdue ON overdue.loan_id = loan_position.loan_id
    WHERE loan_position.balance_minor > 0
)

SELECT
    group_key AS group_key,
    bucket AS bucket,
    COUNT(*) AS loans,
    SUM(balance_minor) AS balance_minor,
    SUM(overdue_minor) AS overdue_minor
FROM bucketed
GROUP BY group_key, bucket
ORDER BY group_key, bucket;

-- name: ageing_loans
-- The loans in one bucket of one group (:group_key, 0 where there is but one).
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

SELECT loan_position.loan_id AS loan_id
FROM loan_position
INNER JOIN bucket
    ON bucket.scheme = :scheme
    AND bucket.name = :bucket
    AND loan_position.days_past_due BETWEEN bucket.from_days AND bucket.to_days
WHERE loan_position.balance_minor > 0
    AND loan_position.group_key = :group_key;

-- name: bucket_schemes
-- The buckets of every scheme, best first; the last of each has no end.
-- Columns: scheme, name, from_days, to_days
SELECT
    scheme AS scheme,
    name AS name,
    from_days AS from_days,
    to_days AS to_days
FROM bucket
ORDER BY scheme, ordinal;
