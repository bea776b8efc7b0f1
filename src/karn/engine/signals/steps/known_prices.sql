-- reads: prices, asked
-- Prices known by the day: from their first day on, or since they were recorded, where that came first.
-- An end is known since it was recorded, at the latest on the day itself.
SELECT
  p.price_id,
  p.subscription_id,
  p.customer_id,
  p.starts_day,
  CASE WHEN p.ends_day <= a.as_of_day OR p.ends_known_day <= a.as_of_day THEN p.ends_day END AS ends_day,
  p.state,
  p.mrr,
  p.amount,
  p.currency,
  coalesce(p.plan, '') AS plan,
  coalesce(p.quantity, 1) AS quantity,
  coalesce(p.billing, '') AS billing
FROM prices AS p
CROSS JOIN asked AS a
WHERE least(p.starts_day, p.known_day) <= a.as_of_day
