-- uses: differences
-- reads: groups, periods
-- keep: yes
-- The opening cohort of each period: how many, how many of them were gone at its close, what they
-- paid at the opening, what of that was kept, and what they pay at the close.
SELECT
  p.period_no,
  g.by_no,
  CAST(sum(coalesce(d.opening_customers, 0)) OVER so_far AS BIGINT) AS opening_customers,
  CAST(sum(coalesce(d.lost, 0)) OVER so_far AS BIGINT) AS lost,
  CAST(sum(coalesce(d.joined_and_left, 0)) OVER so_far AS BIGINT) AS joined_and_left,
  CAST(sum(coalesce(d.returned_and_left, 0)) OVER so_far AS BIGINT) AS returned_and_left,
  CAST(sum(coalesce(d.opening_mrr, 0)) OVER so_far AS DECIMAL(18, 6)) AS opening_mrr,
  CAST(sum(coalesce(d.kept_mrr, 0)) OVER so_far AS DECIMAL(18, 6)) AS kept_mrr,
  CAST(sum(coalesce(d.closing_mrr, 0)) OVER so_far AS DECIMAL(18, 6)) AS closing_mrr
FROM periods AS p
CROSS JOIN groups AS g
LEFT JOIN differences AS d ON p.period_no = d.period_no AND g.by_no = d.by_no
WINDOW so_far AS (PARTITION BY g.by_no ORDER BY p.period_no NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
