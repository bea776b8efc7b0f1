-- uses: watched, known_prices
-- reads: asked, limits
-- Consecutive prices of one subscription, paid, of the same plan, quantity and interval, of which the second
-- is higher and begins lately or soon; the steepest first.
SELECT
  found.customer_id,
  found.since_day,
  found.strength,
  found.price_id AS evidence_id,
  row_number() OVER (
    PARTITION BY found.customer_id
    ORDER BY found.strength DESC NULLS LAST, found.day NULLS LAST, found.price_id NULLS LAST
  ) AS place,
  found.day,
  found.before,
  found.after,
  found.currency,
  found.discount_ends
FROM (
  SELECT
    n.customer_id,
    n.price_id,
    n.starts_day AS day,
    p.mrr AS before,
    n.mrr AS after,
    n.currency,
    p.amount >= n.amount AS discount_ends,
    CASE WHEN n.starts_day > a.as_of_day THEN n.starts_day - m.ahead_days ELSE n.starts_day END AS since_day,
    greatest(
      1,
      1
      + CASE WHEN 100 * n.mrr >= (100 + m.percent) * p.mrr THEN 1 ELSE 0 END
      + CASE WHEN 100 * n.mrr >= (100 + m.steep_percent) * p.mrr THEN 1 ELSE 0 END
      - CASE WHEN n.starts_day > a.as_of_day THEN 1 ELSE 0 END
      - CASE WHEN p.amount >= n.amount THEN 1 ELSE 0 END
    ) AS strength
  FROM known_prices AS n
  INNER JOIN known_prices AS p ON n.subscription_id = p.subscription_id AND n.starts_day = p.ends_day
  INNER JOIN watched AS w ON n.customer_id = w.customer_id
  CROSS JOIN asked AS a
  CROSS JOIN limits AS m
  WHERE
    n.starts_day >= a.as_of_day - m.back_days
    AND n.starts_day <= a.as_of_day + m.ahead_days
    AND n.state = 'active'
    AND p.state = 'active'
    AND p.mrr > 0
    AND n.mrr > p.mrr
    AND n.plan = p.plan
    AND n.quantity = p.quantity
    AND n.billing = p.billing
    AND n.currency = p.currency
) AS found
ORDER BY found.customer_id NULLS LAST, 5 NULLS LAST
