-- uses: known_prices
-- Subscriptions of which no last day is known.
SELECT DISTINCT subscription_id FROM known_prices WHERE ends_day IS NULL
