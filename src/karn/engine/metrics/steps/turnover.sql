-- uses: bundles, crossings, flows
-- reads: calendar, groups, series, stretches
-- keep: yes
-- The opening customers of each period, and how many of them were gone at its close: who stopped more
-- often in it than he began. Counts only; `retained` has the money too.
SELECT
  s.series_no,
  s.period_no,
  g.by_no,
  CAST(coalesce(o.customers, 0) AS BIGINT) AS opening_customers,
  CAST(coalesce(l.customers, 0) AS BIGINT) AS lost
FROM series AS s
CROSS JOIN groups AS g
LEFT JOIN (
  SELECT p.stretch_no, f.by_no, sum(f.held_customers) AS customers
  FROM flows AS f
  INNER JOIN stretches AS p ON f.slot_no = p.slot_no
  WHERE NOT p.during
  GROUP BY p.stretch_no, f.by_no
) AS o ON s.stretch_no = o.stretch_no AND g.by_no = o.by_no
LEFT JOIN (
  SELECT stretch_no, by_no, sum(customers) AS customers
  FROM (
    SELECT p.stretch_no, max(k.by_no) AS by_no, 1 AS customers
    FROM crossings AS k
    INNER JOIN calendar AS c ON k.on_date = c.on_date
    INNER JOIN stretches AS p ON c.slot_no = p.slot_no
    WHERE p.during
    GROUP BY p.stretch_no, k.customer_id
    HAVING sum(k.turn) < 0
    UNION ALL
    SELECT p.stretch_no, b.by_no, b.customers
    FROM bundles AS b
    INNER JOIN stretches AS p ON b.went_no = p.slot_no
    INNER JOIN stretches AS q ON p.stretch_no = q.stretch_no AND b.came_no = q.slot_no
    WHERE p.during AND NOT q.during
  ) AS gone
  GROUP BY stretch_no, by_no
) AS l ON s.stretch_no = l.stretch_no AND g.by_no = l.by_no
