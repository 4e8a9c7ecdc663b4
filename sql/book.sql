-- Question:   What are the settings of the book, and which state is it in?
-- Parameters: none
-- One statement, because nearly every request needs it.

-- name: book_settings
-- One row a tier, each with the settings of the book; best tier first.
-- Columns: book_name, currency, currency_exponent, reporting_date, demo_loans,
--          profile, minimum_score, tier, last_change_id, recent_changes
SELECT
    book.name AS book_name,
    book.currency AS currency,
    book.currency_exponent AS currency_exponent,
    book.reporting_date AS reporting_date,
    book.demo_loans AS demo_loans,
    risk_tier.profile AS profile,
    risk_tier.minimum_score AS minimum_score,
    risk_tier.name AS tier,
    (SELECT MAX(change_id) FROM change_record) AS last_change_id,
    -- A lower identifier may become visible after a higher: their number tells.
    (
        SELECT COUNT(*)
        FROM change_record
        WHERE change_id > (SELECT MAX(change_id) - 10000 FROM change_record)
    ) AS recent_changes
FROM book
CROSS JOIN risk_tier
WHERE book.id = 1
ORDER BY risk_tier.profile, risk_tier.minimum_score DESC;
