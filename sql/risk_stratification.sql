-- Question:   Who are the riskier borrowers, and how do they pay?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :as_of_less_30     thirty days before
--             :missed_boundary   :as_of less :missed_after_days
--             :missed_after_days days after which an open instalment is Missed
--             :grace_days        days after the due date that still are on time
--             :settled_tolerance_minor  shortfall that still settles
--             :profile           set of thresholds in the table risk_tier
-- Amounts are minor units of the book's currency. No rate is computed here: the
-- statements return counts and sums. Words: docs/METRICS.md. Spelling: README.md.

-- name: risk_tiers
-- Columns: tier, minimum_score, customers, loans, active_loans,
--          outstanding_minor, at_risk_30_minor, credit_score_sum, loans_due,
--          instalments_due, instalments_on_time; best tier first
WITH
-- Each instalment as it stood at the as-of date: what had been received on it,
-- and how many days after its due date it was settled (NULL: it was not).
instalment AS (
    SELECT
        loan_id AS loan_id,
        due_date AS due_date,
        installment_amount_minor AS amount_due_minor,
        interest_due_minor AS interest_due_minor,
        CASE
            WHEN actual_paid_date <= :as_of THEN late_fee_minor
            ELSE 0
        END AS late_fee_minor,
        CASE
            WHEN recovered_date IS NULL THEN CASE
                WHEN actual_paid_date <= :as_of THEN amount_paid_minor
                ELSE 0
            END
            -- A part payment before a recovery came on the last late day.
            ELSE CASE
                WHEN due_date <= :missed_boundary
                    THEN amount_paid_minor - recovered_amount_minor
                ELSE 0
            END + CASE
                WHEN recovered_date <= :as_of THEN recovered_amount_minor
                ELSE 0
            END
        END AS received_minor,
        CASE
            WHEN amount_paid_minor + :settled_tolerance_minor
                >= installment_amount_minor
                AND actual_paid_date <= :as_of
                THEN DATEDIFF(actual_paid_date, due_date)
        END AS settled_after_days
    FROM repayment_history
),

-- Each loan paid out by the as-of date: its cash, its instalments that had
-- fallen due, and the oldest of them that was open on a later day.
loan_position AS (
    SELECT
        loan_application.loan_id AS loan_id,
        loan_application.customer_id AS customer_id,
        loan_application.loan_amount_minor AS loan_amount_minor,
        CASE
            WHEN loan_application.charge_off_date <= :as_of THEN 0
            ELSE loan_application.loan_amount_minor - COALESCE(SUM(
                CASE
                    WHEN instalment.received_minor > instalment.interest_due_minor
                        THEN instalment.received_minor
                            - instalment.interest_due_minor
                    ELSE 0
                END
            ), 0)
        END AS balance_minor,
        COALESCE(SUM(
            CASE
                WHEN instalment.received_minor > instalment.interest_due_minor
                    THEN instalment.interest_due_minor
                ELSE instalment.received_minor
            END
        ), 0) AS interest_received_minor,
        COALESCE(SUM(instalment.late_fee_minor), 0) AS late_fees_minor,
        MIN(
            CASE
                WHEN instalment.settled_after_days IS NULL
                    AND instalment.due_date < :as_of
                    THEN instalment.due_date
            END
        ) AS oldest_open_due_date,
        COUNT(
            CASE WHEN instalment.due_date <= :as_of THEN 1 END
        ) AS instalments_due,
        COUNT(
            CASE
                WHEN instalment.due_date <= :as_of
                    AND instalment.settled_after_days <= :grace_days
                    THEN 1
            END
        ) AS instalments_on_time,
        COUNT(
            CASE
                WHEN instalment.due_date < :missed_boundary
                    AND (
                        instalment.settled_after_days IS NULL
                        OR instalment.settled_after_days > :missed_after_days
                    )
                    THEN 1
            END
        ) AS instalments_missed
    FROM loan_application
    LEFT JOIN instalment ON instalment.loan_id = loan_application.loan_id
    WHERE loan_application.disbursement_date <= :as_of
    GROUP BY
        loan_application.loan_id,
        loan_application.customer_id,
        loan_application.loan_amount_minor,
        loan_application.charge_off_date
),

-- Each customer with a loan paid out; a charged-off loan has no balance.
customer_position AS (
    SELECT
        loan_position.customer_id AS customer_id,
        customer_profile.credit_score AS credit_score,
        COUNT(*) AS loans,
        COUNT(CASE WHEN balance_minor > 0 THEN 1 END) AS active_loans,
        SUM(
            CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END
        ) AS balance_minor,
        SUM(
            CASE
                WHEN balance_minor > 0
                    AND oldest_open_due_date < :as_of_less_30
                    THEN balance_minor
                ELSE 0
            END
        ) AS at_risk_30_minor,
        MIN(
            CASE WHEN balance_minor > 0 THEN oldest_open_due_date END
        ) AS oldest_open_due_date,
        COUNT(CASE WHEN instalments_due > 0 THEN 1 END) AS loans_due,
        SUM(instalments_due) AS instalments_due,
        SUM(instalments_on_time) AS instalments_on_time,
        SUM(instalments_missed) AS instalments_missed
    FROM loan_position
    INNER JOIN customer_profile
        ON customer_profile.customer_id = loan_position.customer_id
    GROUP BY loan_position.customer_id, customer_profile.credit_score
),

-- The tiers of a profile, each from its threshold up to the next one.
tier AS (
    SELECT
        name AS name,
        minimum_score AS minimum_score,
        LEAD(minimum_score) OVER (ORDER BY minimum_score) AS next_score
    FROM risk_tier
    WHERE profile = :profile
)

SELECT
    tier.name AS tier,
    tier.minimum_score AS minimum_score,
    COUNT(customer_position.customer_id) AS customers,
    SUM(customer_position.loans) AS loans,
    SUM(customer_position.active_loans) AS active_loans,
    SUM(customer_position.balance_minor) AS outstanding_minor,
    SUM(customer_position.at_risk_30_minor) AS at_risk_30_minor,
    SUM(customer_position.credit_score) AS credit_score_sum,
    SUM(customer_position.loans_due) AS loans_due,
    SUM(customer_position.instalments_due) AS instalments_due,
    SUM(customer_position.instalments_on_time) AS instalments_on_time
FROM tier
LEFT JOIN customer_position
    ON customer_position.credit_score >= tier.minimum_score
    AND (
        tier.next_score IS NULL
        OR customer_position.credit_score < tier.next_score
    )
GROUP BY tier.name, tier.minimum_score
ORDER BY tier.minimum_score DESC;

-- name: high_risk_customers
-- Customers of the lowest tier with an active loan, worst first; :limit rows.
-- Columns: customer_id, tier, oldest_open_due_date, outstanding_minor,
--          instalments_late (Overdue among them), instalments_missed
WITH
-- Each instalment as it stood at the as-of date: what had been received on it,
-- and how many days after its due date it was settled (NULL: it was not).
instalment AS (
    SELECT
        loan_id AS loan_id,
        due_date AS due_date,
        installment_amount_minor AS amount_due_minor,
        interest_due_minor AS interest_due_minor,
        CASE
            WHEN actual_paid_date <= :as_of THEN late_fee_minor
            ELSE 0
        END AS late_fee_minor,
        CASE
            WHEN recovered_date IS NULL THEN CASE
                WHEN actual_paid_date <= :as_of THEN amount_paid_minor
                ELSE 0
            END
            -- A part payment before a recovery came on the last late day.
            ELSE CASE
                WHEN due_date <= :missed_boundary
                    THEN amount_paid_minor - recovered_amount_minor
                ELSE 0
            END + CASE
                WHEN recovered_date <= :as_of THEN recovered_amount_minor
                ELSE 0
            END
        END AS received_minor,
        CASE
            WHEN amount_paid_minor + :settled_tolerance_minor
                >= installment_amount_minor
                AND actual_paid_date <= :as_of
                THEN DATEDIFF(actual_paid_date, due_date)
        END AS settled_after_days
    FROM repayment_history
),

-- Each loan paid out by the as-of date: its cash, its instalments that had
-- fallen due, and the oldest of them that was open on a later day.
loan_position AS (
    SELECT
        loan_application.loan_id AS loan_id,
        loan_application.customer_id AS customer_id,
        loan_application.loan_amount_minor AS loan_amount_minor,
        CASE
            WHEN loan_application.charge_off_date <= :as_of THEN 0
            ELSE loan_application.loan_amount_minor - COALESCE(SUM(
                CASE
                    WHEN instalment.received_minor > instalment.interest_due_minor
                        THEN instalment.received_minor
                            - instalment.interest_due_minor
                    ELSE 0
                END
            ), 0)
        END AS balance_minor,
        COALESCE(SUM(
            CASE
                WHEN instalment.received_minor > instalment.interest_due_minor
                    THEN instalment.interest_due_minor
                ELSE instalment.received_minor
            END
        ), 0) AS interest_received_minor,
        COALESCE(SUM(instalment.late_fee_minor), 0) AS late_fees_minor,
        MIN(
            CASE
                WHEN instalment.settled_after_days IS NULL
                    AND instalment.due_date < :as_of
                    THEN instalment.due_date
            END
        ) AS oldest_open_due_date,
        COUNT(
            CASE WHEN instalment.due_date <= :as_of THEN 1 END
        ) AS instalments_due,
        COUNT(
            CASE
                WHEN instalment.due_date <= :as_of
                    AND instalment.settled_after_days <= :grace_days
                    THEN 1
            END
        ) AS instalments_on_time,
        COUNT(
            CASE
                WHEN instalment.due_date < :missed_boundary
                    AND (
                        instalment.settled_after_days IS NULL
                        OR instalment.settled_after_days > :missed_after_days
                    )
                    THEN 1
            END
        ) AS instalments_missed
    FROM loan_application
    LEFT JOIN instalment ON instalment.loan_id = loan_application.loan_id
    WHERE loan_application.disbursement_date <= :as_of
    GROUP BY
        loan_application.loan_id,
        loan_application.customer_id,
        loan_application.loan_amount_minor,
        loan_application.charge_off_date
),

-- Each customer with a loan paid out; a charged-off loan has no balance.
customer_position AS (
    SELECT
        loan_position.customer_id AS customer_id,
        customer_profile.credit_score AS credit_score,
        COUNT(*) AS loans,
        COUNT(CASE WHEN balance_minor > 0 THEN 1 END) AS active_loans,
        SUM(
            CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END
        ) AS balance_minor,
        SUM(
            CASE
                WHEN balance_minor > 0
                    AND oldest_open_due_date < :as_of_less_30
                    THEN balance_minor
                ELSE 0
            END
        ) AS at_risk_30_minor,
        MIN(
            CASE WHEN balance_minor > 0 THEN oldest_open_due_date END
        ) AS oldest_open_due_date,
        COUNT(CASE WHEN instalments_due > 0 THEN 1 END) AS loans_due,
        SUM(instalments_due) AS instalments_due,
        SUM(instalments_on_time) AS instalments_on_time,
        SUM(instalments_missed) AS instalments_missed
    FROM loan_position
    INNER JOIN customer_profile
        ON customer_profile.customer_id = loan_position.customer_id
    GROUP BY loan_position.customer_id, customer_profile.credit_score
),

-- The tiers of a profile, each from its threshold up to the next one.
tier AS (
    SELECT
        name AS name,
        minimum_score AS minimum_score,
        LEAD(minimum_score) OVER (ORDER BY minimum_score) AS next_score
    FROM risk_tier
    WHERE profile = :profile
)

SELECT
    customer_position.customer_id AS customer_id,
    tier.name AS tier,
    customer_position.oldest_open_due_date AS oldest_open_due_date,
    customer_position.balance_minor AS outstanding_minor,
    customer_position.instalments_due
        - customer_position.instalments_on_time
        - customer_position.instalments_missed AS instalments_late,
    customer_position.instalments_missed AS instalments_missed
FROM customer_position
INNER JOIN tier
    ON tier.minimum_score = (SELECT MIN(minimum_score) FROM tier)
    AND customer_position.credit_score < tier.next_score
WHERE customer_position.active_loans > 0
ORDER BY
    CASE WHEN oldest_open_due_date IS NULL THEN 1 ELSE 0 END,
    oldest_open_due_date,
    balance_minor DESC,
    customer_id
LIMIT :limit;
