-- uses: known_orders, buyers
-- reads: asked, limits
-- No order for longer than so many times the customer's own mean gap, and than any of two years.
SELECT
  found.customer_id,
  found.last_day AS since_day,
  CASE WHEN 2 * (b.as_of_day - found.last_day) > 3 * found.most THEN 2 ELSE 1 END AS strength,
  NULL AS evidence_id,
  found.last_day AS day,
  floor(found.usual) AS usual,
  floor(found.most) AS most
FROM (
  SELECT
    counted.customer_id,
    counted.last_day,
    counted.usual,
    greatest(m.fewest_days, m.times * counted.usual, counted.longest) AS most
  FROM (
    SELECT
      measured.customer_id,
      max(measured.ordered_day) AS last_day,
      count(*) AS orders,
      max(measured.days) AS longest,
      (max(measured.ordered_day) - min(measured.ordered_day)) / nullif(count(*) - 1, 0) AS usual
    FROM (
      SELECT
        o.customer_id,
        o.ordered_day,
        o.ordered_day - max(o.ordered_day) OVER (
          PARTITION BY o.customer_id ORDER BY o.ordered_day NULLS LAST ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
        ) AS days
      FROM known_orders AS o
    ) AS measured
    GROUP BY measured.customer_id
  ) AS counted
  CROSS JOIN limits AS m
  WHERE counted.orders >= m.orders
) AS found
INNER JOIN buyers AS y ON found.customer_id = y.customer_id
CROSS JOIN asked AS b
WHERE found.last_day < b.as_of_day - found.most
ORDER BY found.customer_id NULLS LAST
