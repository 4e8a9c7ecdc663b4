-- Question:   How do customers fall into tiers by how they have paid so far?
-- Parameters: :as_of             end of this day; what happened later is unknown
--             :missed_after_days days after which an open instalment is Missed
--             :missed_boundary   :as_of less :missed_after_days
--             :grace_days        days after the due date that still are on time
--             :tier, :group_key  one tier of one group
-- The limits of the tiers are in the table behaviour_tier.
-- Amounts are minor units of the book's currency. Words: docs/METRICS.md.

-- name: behaviour_tiers
-- By how a customer has paid so far. One that nothing has fallen due on yet is
-- in no tier.
-- Columns: group_key, tier, customers, loans, active_loans, outstanding_minor,
--          at_risk_30_minor, credit_score_sum, scored_customers, loans_due,
--          on_time, late, overdue, missed, days_late
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

-- How many instalments of each had fallen due.
fallen_due AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        COUNT(*) AS instalments
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
    GROUP BY repayment_history.loan_id
),

-- Those that were not paid on time, by state.
not_on_time AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        repayment_history.due_date AS due_date,
        CASE
            WHEN repayment_history.settled_date <= :as_of THEN CASE
                WHEN repayment_history.settled_after_days <= :missed_after_days
                    THEN 'Late'
                ELSE 'Missed'
            END
            WHEN repayment_history.due_date < :missed_boundary THEN 'Missed'
            ELSE 'Overdue'
        END AS payment_status,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                THEN repayment_history.settled_after_days
            ELSE DATEDIFF(:as_of, repayment_history.due_date)
        END AS open_days
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :as_of
            OR repayment_history.settled_after_days > :grace_days
        )
),

-- The day on which a Missed one became so.
dated AS (
    SELECT
        loan_id AS loan_id,
        payment_status AS payment_status,
        open_days AS open_days,
        CASE
            WHEN payment_status = 'Missed'
                THEN ADD_DAYS(due_date, :missed_after_days + 1)
        END AS missed_date
    FROM not_on_time
),

-- Its counter stops at the hand-over to collections: the first 1st or 16th of a
-- month on or after that day.
counted AS (
    SELECT
        loan_id AS loan_id,
        payment_status AS payment_status,
        open_days AS open_days,
        CASE
            WHEN payment_status <> 'Missed' THEN open_days
            WHEN DAYOFMONTH(missed_date) = 1 THEN :missed_after_days + 1
            WHEN DAYOFMONTH(missed_date) <= 16
                THEN :missed_after_days + 17 - DAYOFMONTH(missed_date)
            ELSE :missed_after_days + 2
                + DATEDIFF(LAST_DAY(missed_date), missed_date)
        END AS most_days
    FROM dated
),

-- The same by loan.
behind AS (
    SELECT
        loan_id AS loan_id,
        COUNT(CASE WHEN payment_status = 'Late' THEN 1 END) AS late,
        COUNT(CASE WHEN payment_status = 'Overdue' THEN 1 END) AS overdue,
        COUNT(CASE WHEN payment_status = 'Missed' THEN 1 END) AS missed,
        SUM(
            CASE WHEN open_days > most_days THEN most_days ELSE open_days END
        ) AS days_late
    FROM counted
    GROUP BY loan_id
),

-- How each loan was paid so far.
payment AS (
    SELECT
        fallen_due.loan_id AS loan_id,
        fallen_due.instalments AS instalments_due,
        fallen_due.instalments - COALESCE(behind.late, 0)
            - COALESCE(behind.overdue, 0) - COALESCE(behind.missed, 0) AS on_time,
        COALESCE(behind.late, 0) AS late,
        COALESCE(behind.overdue, 0) AS overdue,
        COALESCE(behind.missed, 0) AS missed,
        COALESCE(behind.days_late, 0) AS days_late
    FROM fallen_due
    LEFT JOIN behind ON behind.loan_id = fallen_due.loan_id
),

-- Each customer with all loans; one that is charged off has no balance.
customer_position AS (
    SELECT
        loan_position.group_key AS group_key,
        loan_position.customer_id AS customer_id,
        MIN(loan_position.credit_score) AS credit_score,
        COUNT(*) AS loans,
        COUNT(CASE WHEN balance_minor > 0 THEN 1 END) AS active_loans,
        SUM(
            CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END
        ) AS balance_minor,
        SUM(
            CASE
                WHEN balance_minor > 0 AND days_past_due > 30
                    THEN balance_minor
                ELSE 0
            END
        ) AS at_risk_30_minor,
        MAX(
            CASE WHEN balance_minor > 0 THEN days_past_due ELSE 0 END
        ) AS days_past_due,
        COUNT(payment.loan_id) AS loans_due,
        COALESCE(SUM(payment.instalments_due), 0) AS instalments_due,
        COALESCE(SUM(payment.on_time), 0) AS instalments_on_time,
        COALESCE(SUM(payment.late), 0) AS instalments_late,
        COALESCE(SUM(payment.overdue), 0) AS instalments_overdue,
        COALESCE(SUM(payment.missed), 0) AS instalments_missed,
        COALESCE(SUM(payment.days_late), 0) AS days_late
    FROM loan_position
    LEFT JOIN payment ON payment.loan_id = loan_position.loan_id
    GROUP BY loan_position.group_key, loan_position.customer_id
),

-- The best tier whose limits each keeps; an average over n is compared as a sum.
ranked AS (
    SELECT
        customer_position.*,
        (
            SELECT MIN(behaviour_tier.ordinal)
            FROM behaviour_tier
            WHERE customer_position.instalments_late
                + customer_position.instalments_overdue
                + customer_position.instalments_missed
                <= behaviour_tier.maximum_late
                AND customer_position.instalments_missed
                <= behaviour_tier.maximum_missed
                AND customer_position.days_late
                <= behaviour_tier.maximum_average_delay_days
                * customer_position.instalments_due
        ) AS ordinal
    FROM customer_position
    WHERE customer_position.instalments_due > 0
),

-- Each customer in it.
tiered AS (
    SELECT
        behaviour_tier.name AS tier,
        ranked.*
    FROM ranked
    INNER JOIN behaviour_tier ON behaviour_tier.ordinal = ranked.ordinal
)

SELECT
    group_key AS group_key,
    tier AS tier,
    COUNT(*) AS customers,
    SUM(loans) AS loans,
    SUM(active_loans) AS active_loans,
    SUM(balance_minor) AS outstanding_minor,
    SUM(at_risk_30_minor) AS at_risk_30_minor,
    COUNT(credit_score) AS scored_customers,
    SUM(credit_score) AS credit_score_sum,
    SUM(loans_due) AS loans_due,
    SUM(instalments_on_time) AS on_time,
    SUM(instalments_late) AS late,
    SUM(instalments_overdue) AS overdue,
    SUM(instalments_missed) AS missed,
    SUM(days_late) AS days_late
FROM tiered
GROUP BY group_key, tier;

-- name: behaviour_tier_loans
-- The loans of the customers of one tier.
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
),

-- How many instalments of each had fallen due.
fallen_due AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        COUNT(*) AS instalments
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
    GROUP BY repayment_history.loan_id
),

-- Those that were not paid on time, by state.
not_on_time AS (
    SELECT
        repayment_history.loan_id AS loan_id,
        repayment_history.due_date AS due_date,
        CASE
            WHEN repayment_history.settled_date <= :as_of THEN CASE
                WHEN repayment_history.settled_after_days <= :missed_after_days
                    THEN 'Late'
                ELSE 'Missed'
            END
            WHEN repayment_history.due_date < :missed_boundary THEN 'Missed'
            ELSE 'Overdue'
        END AS payment_status,
        CASE
            WHEN repayment_history.settled_date <= :as_of
                THEN repayment_history.settled_after_days
            ELSE DATEDIFF(:as_of, repayment_history.due_date)
        END AS open_days
    FROM repayment_history
    WHERE repayment_history.loan_id IN (SELECT segment.loan_id FROM segment)
        AND repayment_history.due_date <= :as_of
        AND (
            repayment_history.settled_date IS NULL
            OR repayment_history.settled_date > :as_of
            OR repayment_history.settled_after_days > :grace_days
        )
),

-- The day on which a Missed one became so.
dated AS (
    SELECT
        loan_id AS loan_id,
        payment_status AS payment_status,
        open_days AS open_days,
        CASE
            WHEN payment_status = 'Missed'
                THEN ADD_DAYS(due_date, :missed_after_days + 1)
        END AS missed_date
    FROM not_on_time
),

-- Its counter stops at the hand-over to collections: the first 1st or 16th of a
-- month on or after that day.
counted AS (
    SELECT
        loan_id AS loan_id,
        payment_status AS payment_status,
        open_days AS open_days,
        CASE
            WHEN payment_status <> 'Missed' THEN open_days
            WHEN DAYOFMONTH(missed_date) = 1 THEN :missed_after_days + 1
            WHEN DAYOFMONTH(missed_date) <= 16
                THEN :missed_after_days + 17 - DAYOFMONTH(missed_date)
            ELSE :missed_after_days + 2
                + DATEDIFF(LAST_DAY(missed_date), missed_date)
        END AS most_days
    FROM dated
),

-- The same by loan.
behind AS (
    SELECT
        loan_id AS loan_id,
        COUNT(CASE WHEN payment_status = 'Late' THEN 1 END) AS late,
        COUNT(CASE WHEN payment_status = 'Overdue' THEN 1 END) AS overdue,
        COUNT(CASE WHEN payment_status = 'Missed' THEN 1 END) AS missed,
        SUM(
            CASE WHEN open_days > most_days THEN most_days ELSE open_days END
        ) AS days_late
    FROM counted
    GROUP BY loan_id
),

-- How each loan was paid so far.
payment AS (
    SELECT
        fallen_due.loan_id AS loan_id,
        fallen_due.instalments AS instalments_due,
        fallen_due.instalments - COALESCE(behind.late, 0)
            - COALESCE(behind.overdue, 0) - COALESCE(behind.missed, 0) AS on_time,
        COALESCE(behind.late, 0) AS late,
        COALESCE(behind.overdue, 0) AS overdue,
        COALESCE(behind.missed, 0) AS missed,
        COALESCE(behind.days_late, 0) AS days_late
    FROM fallen_due
    LEFT JOIN behind ON behind.loan_id = fallen_due.loan_id
),

-- Each customer with all loans; one that is charged off has no balance.
customer_position AS (
    SELECT
        loan_position.group_key AS group_key,
        loan_position.customer_id AS customer_id,
        MIN(loan_position.credit_score) AS credit_score,
        COUNT(*) AS loans,
        COUNT(CASE WHEN balance_minor > 0 THEN 1 END) AS active_loans,
        SUM(
            CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END
        ) AS balance_minor,
        SUM(
            CASE
                WHEN balance_minor > 0 AND days_past_due > 30
                    THEN balance_minor
                ELSE 0
            END
        ) AS at_risk_30_minor,
        MAX(
            CASE WHEN balance_minor > 0 THEN days_past_due ELSE 0 END
        ) AS days_past_due,
        COUNT(payment.loan_id) AS loans_due,
        COALESCE(SUM(payment.instalments_due), 0) AS instalments_due,
        COALESCE(SUM(payment.on_time), 0) AS instalments_on_time,
        COALESCE(SUM(payment.late), 0) AS instalments_late,
        COALESCE(SUM(payment.overdue), 0) AS instalments_overdue,
        COALESCE(SUM(payment.missed), 0) AS instalments_missed,
        COALESCE(SUM(payment.days_late), 0) AS days_late
    FROM loan_position
    LEFT JOIN payment ON payment.loan_id = loan_position.loan_id
    GROUP BY loan_position.group_key, loan_position.customer_id
),

-- The best tier whose limits each keeps; an average over n is compared as a sum.
ranked AS (
    SELECT
        customer_position.*,
        (
            SELECT MIN(behaviour_tier.ordinal)
            FROM behaviour_tier
            WHERE customer_position.instalments_late
                + customer_position.instalments_overdue
                + customer_position.instalments_missed
                <= behaviour_tier.maximum_late
                AND customer_position.instalments_missed
                <= behaviour_tier.maximum_missed
                AND customer_position.days_late
                <= behaviour_tier.maximum_average_delay_days
                * customer_position.instalments_due
        ) AS ordinal
    FROM customer_position
    WHERE customer_position.instalments_due > 0
),

-- Each customer in it.
tiered AS (
    SELECT
        behaviour_tier.name AS tier,
        ranked.*
    FROM ranked
    INNER JOIN behaviour_tier ON behaviour_tier.ordinal = ranked.ordinal
)

SELECT segment.loan_id AS loan_id
FROM segment
INNER JOIN tiered
    ON tiered.customer_id = segment.customer_id
    AND tiered.group_key = segment.group_key
WHERE tiered.group_key = :group_key
    AND tiered.tier = :tier;

-- name: behaviour_tier_names
-- The tiers with the limits that a customer of each keeps, best first.
-- Columns: name, maximum_late, maximum_missed, maximum_average_delay_days
SELECT
    name AS name,
    maximum_late AS maximum_late,
    maximum_missed AS maximum_missed,
    maximum_average_delay_days AS maximum_average_delay_days
FROM behaviour_tier
ORDER BY ordinal;
