-- Question:   How long does an application take, stage by stage, and where does
--             it wait?
-- Parameters: :next_day  the day after the as-of date: what happened from then on
--                        is unknown
-- Words: docs/METRICS.md.

-- name: stage_times
-- Applications whose stage had ended, and the two neighbours in order of each
-- percentile: its value lies between them.
-- Columns: group_key, stage, applications, total_minutes, and for each P of 50,
--          90: lower_P_minutes, upper_P_minutes
WITH
-- The applications that are asked about, paid out or not, each in its group.
application AS (
    SELECT
        loan_application.submitted_at AS submitted_at,
        loan_application.documents_at AS documents_at,
        loan_application.credit_checked_at AS credit_checked_at,
        loan_application.decided_at AS decided_at,
        loan_application.contract_signed_at AS contract_signed_at,
        loan_application.disbursed_at AS disbursed_at,
        0 AS group_key
    FROM loan_application
    INNER JOIN customer_profile
        ON customer_profile.customer_id = loan_application.customer_id
    WHERE loan_application.submitted_at < :next_day
    -- :filter
),

-- The stages that had ended, with their length.
ended AS (
    SELECT
        group_key AS group_key,
        'documents' AS stage,
        MINUTES_BETWEEN(documents_at, submitted_at) AS minutes
    FROM application
    WHERE submitted_at IS NOT NULL AND documents_at < :next_day
    UNION ALL
    SELECT
        group_key AS group_key,
        'credit_check' AS stage,
        MINUTES_BETWEEN(credit_checked_at, documents_at) AS minutes
    FROM application
    WHERE documents_at IS NOT NULL AND credit_checked_at < :next_day
    UNION ALL
    SELECT
        group_key AS group_key,
        'decision' AS stage,
        MINUTES_BETWEEN(decided_at, credit_checked_at) AS minutes
    FROM application
    WHERE credit_checked_at IS NOT NULL AND decided_at < :next_day
    UNION ALL
    SELECT
        group_key AS group_key,
        'contract' AS stage,
        MINUTES_BETWEEN(contract_signed_at, decided_at) AS minutes
    FROM application
    WHERE decided_at IS NOT NULL AND contract_signed_at < :next_day
    UNION ALL
    SELECT
        group_key AS group_key,
        'funding' AS stage,
        MINUTES_BETWEEN(disbursed_at, contract_signed_at) AS minutes
    FROM application
    WHERE contract_signed_at IS NOT NULL AND disbursed_at < :next_day
),

-- The shortest first.
ordered_stage AS (
    SELECT
        group_key AS group_key,
        stage AS stage,
        minutes AS minutes,
        ROW_NUMBER() OVER (
            PARTITION BY group_key, stage ORDER BY minutes
        ) - 1 AS place,
        COUNT(*) OVER (PARTITION BY group_key, stage) - 1 AS last_place
    FROM ended
)

-- A percentile P of n values lies at the place P (n - 1) of 100.
SELECT
    group_key AS group_key,
    stage AS stage,
    COUNT(*) AS applications,
    SUM(minutes) AS total_minutes,
    MAX(
        CASE WHEN place * 100 <= 50 * last_place THEN minutes END
    ) AS lower_50_minutes,
    MIN(
        CASE WHEN place * 100 >= 50 * last_place THEN minutes END
    ) AS upper_50_minutes,
    MAX(
        CASE WHEN place * 100 <= 90 * last_place THEN minutes END
    ) AS lower_90_minutes,
    MIN(
        CASE WHEN place * 100 >= 90 * last_place THEN minutes END
    ) AS upper_90_minutes
FROM ordered_stage
GROUP BY group_key, stage
ORDER BY group_key, stage;

-- name: stages_waiting
-- Applications that had begun a stage and not ended it, and how long they had
-- waited by the end of the as-of date.
-- Columns: group_key, stage, applications, waiting_minutes, longest_minutes
WITH
-- The applications that are asked about, paid out or not, each in its group.
application AS (
    SELECT
        loan_application.submitted_at AS submitted_at,
        loan_application.documents_at AS documents_at,
        loan_application.credit_checked_at AS credit_checked_at,
        loan_application.decided_at AS decided_at,
        loan_application.contract_signed_at AS contract_signed_at,
        loan_application.disbursed_at AS disbursed_at,
        0 AS group_key
    FROM loan_application
    INNER JOIN customer_profile
        ON customer_profile.customer_id = loan_application.customer_id
    WHERE loan_application.submitted_at < :next_day
    -- :filter
),

-- The stages that had begun and not ended.
waiting AS (
    SELECT
        group_key AS group_key,
        'documents' AS stage,
        MINUTES_BETWEEN(:next_day, submitted_at) AS minutes
    FROM application
    WHERE submitted_at < :next_day
        AND (documents_at IS NULL OR documents_at >= :next_day)
    UNION ALL
    SELECT
        group_key AS group_key,
        'credit_check' AS stage,
        MINUTES_BETWEEN(:next_day, documents_at) AS minutes
    FROM application
    WHERE documents_at < :next_day
        AND (credit_checked_at IS NULL OR credit_checked_at >= :next_day)
    UNION ALL
    SELECT
        group_key AS group_key,
        'decision' AS stage,
        MINUTES_BETWEEN(:next_day, credit_checked_at) AS minutes
    FROM application
    WHERE credit_checked_at < :next_day
        AND (decided_at IS NULL OR decided_at >= :next_day)
    UNION ALL
    SELECT
        group_key AS group_key,
        'contract' AS stage,
        MINUTES_BETWEEN(:next_day, decided_at) AS minutes
    FROM application
    WHERE decided_at < :next_day
        AND (contract_signed_at IS NULL OR contract_signed_at >= :next_day)
    UNION ALL
    SELECT
        group_key AS group_key,
        'funding' AS stage,
        MINUTES_BETWEEN(:next_day, contract_signed_at) AS minutes
    FROM application
    WHERE contract_signed_at < :next_day
        AND (disbursed_at IS NULL OR disbursed_at >= :next_day)
)

SELECT
    group_key AS group_key,
    stage AS stage,
    COUNT(*) AS applications,
    SUM(minutes) AS waiting_minutes,
    MAX(minutes) AS longest_minutes
FROM waiting
GROUP BY group_key, stage
ORDER BY group_key, stage;
