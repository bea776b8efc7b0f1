-- uses: known_prices
-- reads: asked, limits
-- What each customer pays a month on the day, and so many days before; since when by its last change.
SELECT
  p.customer_id,
  p.currency,
  sum(
    CASE
      WHEN
        p.starts_day <= a.as_of_day - m.days AND (p.ends_day IS NULL OR p.ends_day > a.as_of_day - m.days)
        THEN p.mrr
      ELSE 0
    END
  ) AS before,
  sum(
    CASE
      WHEN p.starts_day <= a.as_of_day AND (p.ends_day IS NULL OR p.ends_day > a.as_of_day) THEN p.mrr
      ELSE 0
    END
  ) AS after,
  max(
    greatest(
      CASE WHEN p.starts_day <= a.as_of_day THEN p.starts_day ELSE 0 END,
      CASE WHEN p.ends_day <= a.as_of_day THEN p.ends_day ELSE 0 END
    )
  ) AS moved_day
FROM known_prices AS p
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE p.state = 'active'
GROUP BY p.customer_id, p.currency
