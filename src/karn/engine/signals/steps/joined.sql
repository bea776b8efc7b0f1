-- uses: known_prices
-- The first day each customer paid.
SELECT customer_id, min(starts_day) AS joined_day
FROM known_prices
WHERE state = 'active' AND mrr > 0
GROUP BY customer_id
