-- Question:   What are the settings of the book, and which state is it in?
-- Parameters: none
-- Each is one statement, because nearly every request needs it.

-- name: book_settings
-- One row a tier, each with the settings of the book; best tier first.
-- Columns: book_name, currency, currency_exponent, reporting_date, demo_loans,
--          profile, minimum_score, tier
SELECT
    book.name AS book_name,
    book.currency AS currency,
    book.currency_exponent AS currency_exponent,
    book.reporting_date AS reporting_date,
    book.demo_loans AS demo_loans,
    risk_tier.profile AS profile,
    risk_tier.minimum_score AS minimum_score,
    risk_tier.name AS tier
FROM book
CROSS JOIN risk_tier
WHERE book.id = 1
ORDER BY risk_tier.profile, risk_tier.minimum_score DESC;

-- name: book_version
-- Which state the book is in, to know whether a figure is still good.
-- The highest identifier is not enough: identifiers are given out before the
-- commit, so a lower one may become visible after a higher. Then the number of
-- records among the last 10,000 identifiers rises. (A writer that commits more
-- than 10,000 changes after it began is not seen.)
-- Columns: last_change_id, recent_changes; one row
WITH
-- The highest identifier; none while nothing has been written.
newest AS (
    SELECT MAX(change_record.change_id) AS change_id
    FROM change_record
)

SELECT
    MAX(newest.change_id) AS last_change_id,
    COUNT(change_record.change_id) AS recent_changes
FROM newest
LEFT JOIN change_record
    ON change_record.change_id > newest.change_id - 10000;
