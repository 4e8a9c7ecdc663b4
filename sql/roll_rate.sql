-- Question:   How do loans move between the buckets in a month?
-- Parameters: :opening_date  last day of the month before
--             :as_of         last day of the month
--             :scheme        set of buckets in the table bucket
--             :opening_state, :closing_state, :group_key  one cell of one group
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: roll_rates
-- One row a cell. A loan that leaves is paid_off, charged_off or removed, never
-- dropped; one that was not on the book before has the opening state none.
-- Columns: group_key, opening_state, closing_state, loans, opening_minor,
--          closing_minor, charged_off_minor, opening_90_minor (of loans 90 days
--          and more past due at the opening)
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

-- Balance and days past due of each at both dates. (DISTINCT takes nothing out:
-- with it SQLite computes them once a loan, not once for every use.)
loan_month AS (
    SELECT DISTINCT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        CASE
            WHEN segment.disbursement_date > :opening_date THEN 0
            WHEN segment.charge_off_date <= :opening_date THEN 0
            ELSE COALESCE(
                (
                    SELECT loan_month_state.balance_minor
                    FROM loan_month_state
                    WHERE loan_month_state.loan_id = segment.loan_id
                        AND loan_month_state.as_of <= :opening_date
                    ORDER BY loan_month_state.as_of DESC
                    LIMIT 1
                ),
                segment.loan_amount_minor - COALESCE((
                    SELECT SUM(receipt.principal_minor)
                    FROM receipt
                    WHERE receipt.loan_id = segment.loan_id
                        AND receipt.receipt_date <= :opening_date
                ), 0)
            )
        END AS opening_minor,
        CASE
            WHEN segment.charge_off_date <= :as_of THEN 0
            ELSE COALESCE(
                (
                    SELECT loan_month_state.balance_minor
                    FROM loan_month_state
                    WHERE loan_month_state.loan_id = segment.loan_id
                        AND loan_month_state.as_of <= :as_of
                    ORDER BY loan_month_state.as_of DESC
                    LIMIT 1
                ),
                segment.loan_amount_minor - COALESCE((
                    SELECT SUM(receipt.principal_minor)
                    FROM receipt
                    WHERE receipt.loan_id = segment.loan_id
                        AND receipt.receipt_date <= :as_of
                ), 0)
            )
        END AS closing_minor,
        CASE
            WHEN segment.charge_off_date > :opening_date
                AND segment.charge_off_date <= :as_of
                THEN COALESCE(
                    (
                        SELECT loan_month_state.balance_minor
                        FROM loan_month_state
                        WHERE loan_month_state.loan_id = segment.loan_id
                            AND loan_month_state.as_of <= segment.charge_off_date
                        ORDER BY loan_month_state.as_of DESC
                        LIMIT 1
                    ),
                    segment.loan_amount_minor - COALESCE((
                        SELECT SUM(receipt.principal_minor)
                        FROM receipt
                        WHERE receipt.loan_id = segment.loan_id
                            AND receipt.receipt_date <= segment.charge_off_date
                    ), 0)
                )
            ELSE 0
        END AS charged_off_minor,
        CASE
            WHEN segment.charge_off_date <= :as_of THEN 1
            ELSE 0
        END AS is_charged_off,
        (
            SELECT loan_month_state.exit_kind
            FROM loan_month_state
            WHERE loan_month_state.loan_id = segment.loan_id
                AND loan_month_state.as_of <= :as_of
            ORDER BY loan_month_state.as_of DESC
            LIMIT 1
        ) AS exit_kind,
        COALESCE(
            (
                SELECT loan_month_state.days_past_due
                FROM loan_month_state
                WHERE loan_month_state.loan_id = segment.loan_id
                    AND loan_month_state.as_of <= :opening_date
                ORDER BY loan_month_state.as_of DESC
                LIMIT 1
            ),
            DATEDIFF(:opening_date, (
                SELECT MIN(repayment_history.due_date)
                FROM repayment_history
                WHERE repayment_history.loan_id = segment.loan_id
                    AND repayment_history.due_date < :opening_date
                    AND (
                        repayment_history.settled_date IS NULL
                        OR repayment_history.settled_date > :opening_date
                    )
            )),
            0
        ) AS opening_days,
        COALESCE(
            (
                SELECT loan_month_state.days_past_due
                FROM loan_month_state
                WHERE loan_month_state.loan_id = segment.loan_id
                    AND loan_month_state.as_of <= :as_of
                ORDER BY loan_month_state.as_of DESC
                LIMIT 1
            ),
            DATEDIFF(:as_of, (
                SELECT MIN(repayment_history.due_date)
                FROM repayment_history
                WHERE repayment_history.loan_id = segment.loan_id
                    AND repayment_history.due_date < :as_of
                    AND (
                        repayment_history.settled_date IS NULL
                        OR repayment_history.settled_date > :as_of
                    )
            )),
            0
        ) AS closing_days
    FROM segment
),

-- The state of each at both dates.
movement AS (
    SELECT
        loan_month.loan_id AS loan_id,
        loan_month.group_key AS group_key,
        loan_month.opening_minor AS opening_minor,
        loan_month.closing_minor AS closing_minor,
        loan_month.charged_off_minor AS charged_off_minor,
        loan_month.opening_days AS opening_days,
        CASE
            WHEN loan_month.opening_minor > 0 THEN (
                SELECT bucket.name
                FROM bucket
                WHERE bucket.scheme = :scheme
                    AND loan_month.opening_days BETWEEN bucket.from_days
                        AND bucket.to_days
            )
            ELSE 'none'
        END AS opening_state,
        CASE
            WHEN loan_month.is_charged_off = 1 THEN 'charged_off'
            WHEN loan_month.exit_kind = 'removed' THEN 'removed'
            WHEN loan_month.closing_minor <= 0 THEN 'paid_off'
            ELSE (
                SELECT bucket.name
                FROM bucket
                WHERE bucket.scheme = :scheme
                    AND loan_month.closing_days BETWEEN bucket.from_days
                        AND bucket.to_days
            )
        END AS closing_state
    FROM loan_month
)

SELECT
    group_key AS group_key,
    opening_state AS opening_state,
    closing_state AS closing_state,
    COUNT(*) AS loans,
    SUM(opening_minor) AS opening_minor,
    SUM(closing_minor) AS closing_minor,
    SUM(charged_off_minor) AS charged_off_minor,
    SUM(
        CASE WHEN opening_days >= 90 THEN opening_minor ELSE 0 END
    ) AS opening_90_minor
FROM movement
GROUP BY group_key, opening_state, closing_state
ORDER BY group_key, opening_state, closing_state;

-- name: roll_rate_loans
-- The loans in one cell; an empty state stands for any, past_due for any opening
-- one but the current.
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

-- Balance and days past due of each at both dates. (DISTINCT takes nothing out:
-- with it SQLite computes them once a loan, not once for every use.)
loan_month AS (
    SELECT DISTINCT
        segment.loan_id AS loan_id,
        segment.group_key AS group_key,
        CASE
            WHEN segment.disbursement_date > :opening_date THEN 0
            WHEN segment.charge_off_date <= :opening_date THEN 0
            ELSE COALESCE(
                (
                    SELECT loan_month_state.balance_minor
                    FROM loan_month_state
                    WHERE loan_month_state.loan_id = segment.loan_id
                        AND loan_month_state.as_of <= :opening_date
                    ORDER BY loan_month_state.as_of DESC
                    LIMIT 1
                ),
                segment.loan_amount_minor - COALESCE((
                    SELECT SUM(receipt.principal_minor)
                    FROM receipt
                    WHERE receipt.loan_id = segment.loan_id
                        AND receipt.receipt_date <= :opening_date
                ), 0)
            )
        END AS opening_minor,
        CASE
            WHEN segment.charge_off_date <= :as_of THEN 0
            ELSE COALESCE(
                (
                    SELECT loan_month_state.balance_minor
                    FROM loan_month_state
                    WHERE loan_month_state.loan_id = segment.loan_id
                        AND loan_month_state.as_of <= :as_of
                    ORDER BY loan_month_state.as_of DESC
                    LIMIT 1
                ),
                segment.loan_amount_minor - COALESCE((
                    SELECT SUM(receipt.principal_minor)
                    FROM receipt
                    WHERE receipt.loan_id = segment.loan_id
                        AND receipt.receipt_date <= :as_of
                ), 0)
            )
        END AS closing_minor,
        CASE
            WHEN segment.charge_off_date > :opening_date
                AND segment.charge_off_date <= :as_of
                THEN COALESCE(
                    (
                        SELECT loan_month_state.balance_minor
                        FROM loan_month_state
                        WHERE loan_month_state.loan_id = segment.loan_id
                            AND loan_month_state.as_of <= segment.charge_off_date
                        ORDER BY loan_month_state.as_of DESC
                        LIMIT 1
                    ),
                    segment.loan_amount_minor - COALESCE((
                        SELECT SUM(receipt.principal_minor)
                        FROM receipt
                        WHERE receipt.loan_id = segment.loan_id
                            AND receipt.receipt_date <= segment.charge_off_date
                    ), 0)
                )
            ELSE 0
        END AS charged_off_minor,
        CASE
            WHEN segment.charge_off_date <= :as_of THEN 1
            ELSE 0
        END AS is_charged_off,
        (
            SELECT loan_month_state.exit_kind
            FROM loan_month_state
            WHERE loan_month_state.loan_id = segment.loan_id
                AND loan_month_state.as_of <= :as_of
            ORDER BY loan_month_state.as_of DESC
            LIMIT 1
        ) AS exit_kind,
        COALESCE(
            (
                SELECT loan_month_state.days_past_due
                FROM loan_month_state
                WHERE loan_month_state.loan_id = segment.loan_id
                    AND loan_month_state.as_of <= :opening_date
                ORDER BY loan_month_state.as_of DESC
                LIMIT 1
            ),
            DATEDIFF(:opening_date, (
                SELECT MIN(repayment_history.due_date)
                FROM repayment_history
                WHERE repayment_history.loan_id = segment.loan_id
                    AND repayment_history.due_date < :opening_date
                    AND (
                        repayment_history.settled_date IS NULL
                        OR repayment_history.settled_date > :opening_date
                    )
            )),
            0
        ) AS opening_days,
        COALESCE(
            (
                SELECT loan_month_state.days_past_due
                FROM loan_month_state
                WHERE loan_month_state.loan_id = segment.loan_id
                    AND loan_month_state.as_of <= :as_of
                ORDER BY loan_month_state.as_of DESC
                LIMIT 1
            ),
            DATEDIFF(:as_of, (
                SELECT MIN(repayment_history.due_date)
                FROM repayment_history
                WHERE repayment_history.loan_id = segment.loan_id
                    AND repayment_history.due_date < :as_of
                    AND (
                        repayment_history.settled_date IS NULL
                        OR repayment_history.settled_date > :as_of
                    )
            )),
            0
        ) AS closing_days
    FROM segment
),

-- The state of each at both dates.
movement AS (
    SELECT
        loan_month.loan_id AS loan_id,
        loan_month.group_key AS group_key,
        loan_month.opening_minor AS opening_minor,
        loan_month.closing_minor AS closing_minor,
        loan_month.charged_off_minor AS charged_off_minor,
        loan_month.opening_days AS opening_days,
        CASE
            WHEN loan_month.opening_minor > 0 THEN (
                SELECT bucket.name
                FROM bucket
                WHERE bucket.scheme = :scheme
                    AND loan_month.opening_days BETWEEN bucket.from_days
                        AND bucket.to_days
            )
            ELSE 'none'
        END AS opening_state,
        CASE
            WHEN loan_month.is_charged_off = 1 THEN 'charged_off'
            WHEN loan_month.exit_kind = 'removed' THEN 'removed'
            WHEN loan_month.closing_minor <= 0 THEN 'paid_off'
            ELSE (
                SELECT bucket.name
                FROM bucket
                WHERE bucket.scheme = :scheme
                    AND loan_month.closing_days BETWEEN bucket.from_days
                        AND bucket.to_days
            )
        END AS closing_state
    FROM loan_month
)

SELECT loan_id AS loan_id
FROM movement
WHERE group_key = :group_key
    AND opening_state <> 'none'
    AND (
        opening_state = :opening_state
        OR :opening_state = ''
        OR (:opening_state = 'past_due' AND opening_days > 0)
    )
    AND (closing_state = :closing_state OR :closing_state = '');
