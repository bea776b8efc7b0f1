-- uses: known_prices
-- reads: asked
-- Prices in force on the day that are revenue.
SELECT p.subscription_id, p.customer_id
FROM known_prices AS p
CROSS JOIN asked AS a
WHERE
  p.starts_day <= a.as_of_day
  AND (p.ends_day IS NULL OR p.ends_day > a.as_of_day)
  AND p.state = 'active'
  AND p.mrr > 0
