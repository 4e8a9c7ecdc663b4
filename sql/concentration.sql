-- Question:   Does the book hang on few borrowers?
-- Parameters: :as_of  end of this day; what happened later is unknown
--             :top    number of the largest borrowers
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: concentration
-- Columns: group_key, holders, loans, outstanding_minor, largest_minor (of the
--          :top largest), square_sum (of the balances, in minor units squared)
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

-- What each borrower owes.
holder AS (
    SELECT
        group_key AS group_key,
        customer_id AS customer_id,
        COUNT(*) AS loans,
        SUM(balance_minor) AS balance_minor
    FROM loan_position
    WHERE balance_minor > 0
    GROUP BY group_key, customer_id
),

-- The largest first.
ordered_holder AS (
    SELECT
        group_key AS group_key,
        loans AS loans,
        balance_minor AS balance_minor,
        ROW_NUMBER() OVER (
            PARTITION BY group_key ORDER BY balance_minor DESC, customer_id
        ) AS place
    FROM holder
)

-- A square may be more than 64 bits hold: 1.0 makes it a decimal number.
SELECT
    group_key AS group_key,
    COUNT(*) AS holders,
    SUM(loans) AS loans,
    SUM(balance_minor) AS outstanding_minor,
    SUM(CASE WHEN place <= :top THEN balance_minor ELSE 0 END) AS largest_minor,
    SUM(balance_minor * 1.0 * balance_minor) AS square_sum
FROM ordered_holder
GROUP BY group_key;
