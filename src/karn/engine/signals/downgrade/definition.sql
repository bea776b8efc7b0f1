-- uses: watched, known_prices
-- reads: asked, limits
-- Consecutive prices of one subscription, paid, of which the second is lower by so many percent and begins
-- lately or is agreed for later: a smaller plan, fewer pieces or a lower price.
SELECT
  found.customer_id,
  found.since_day,
  found.strength,
  found.price_id AS evidence_id,
  row_number() OVER (
    PARTITION BY found.customer_id
    ORDER BY found.strength DESC NULLS LAST, found.day DESC NULLS LAST, found.price_id NULLS LAST
  ) AS place,
  found.day,
  found.before,
  found.after,
  found.currency
FROM (
  SELECT
    n.customer_id,
    n.price_id,
    n.starts_day AS day,
    least(n.starts_day, a.as_of_day) AS since_day,
    p.mrr AS before,
    n.mrr AS after,
    n.currency,
    CASE WHEN 2 * n.mrr <= p.mrr THEN 2 ELSE 1 END AS strength
  FROM known_prices AS n
  INNER JOIN known_prices AS p ON n.subscription_id = p.subscription_id AND n.starts_day = p.ends_day
  INNER JOIN watched AS w ON n.customer_id = w.customer_id
  CROSS JOIN asked AS a
  CROSS JOIN limits AS m
  WHERE
    n.starts_day >= a.as_of_day - m.back_days
    AND n.state = 'active'
    AND p.state = 'active'
    AND n.mrr > 0
    AND n.currency = p.currency
    AND 100 * n.mrr <= (100 - m.percent) * p.mrr
) AS found
ORDER BY found.customer_id NULLS LAST, 5 NULLS LAST
