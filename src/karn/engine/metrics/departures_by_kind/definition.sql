-- uses: dated, kinds
-- reads: calendar, groups, periods, reaches
-- The churn of the books by who ended it and how.
SELECT
  p.period_no,
  g.by_no,
  k.kind,
  CAST(coalesce(sum(d.customers), 0) AS BIGINT) AS customers,
  CAST(coalesce(sum(d.mrr), 0) AS DECIMAL(18, 6)) AS mrr
FROM periods AS p
CROSS JOIN groups AS g
CROSS JOIN kinds AS k
LEFT JOIN (
  SELECT r.period_no, t.by_no, t.kind, count(*) AS customers, sum(t.mrr) AS mrr
  FROM dated AS t
  INNER JOIN calendar AS c ON t.counted_on = c.on_date
  INNER JOIN reaches AS r ON c.slot_no = r.slot_no
  WHERE r.during
  GROUP BY r.period_no, t.by_no, t.kind
) AS d ON p.period_no = d.period_no AND g.by_no = d.by_no AND k.kind = d.kind
GROUP BY p.period_no, g.by_no, k.kind_no, k.kind
ORDER BY p.period_no NULLS LAST, g.by_no NULLS LAST, k.kind_no NULLS LAST
