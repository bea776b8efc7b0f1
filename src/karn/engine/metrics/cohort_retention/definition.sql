-- uses: aged
-- reads: cells, cohorts, groups
-- finish: celled
-- Customers by the interval they first paid in, and how many of them are active just before the end of
-- each interval since: who came less who went, summed along the row.
SELECT
  g.by_no,
  c.interval_no AS cohort_no,
  c.cohort,
  e."interval",
  CAST(sum(coalesce(t.joined, 0)) OVER so_far AS BIGINT) AS size,
  CAST(sum(coalesce(t.net, 0)) OVER so_far AS BIGINT) AS active,
  e.provisional
FROM cohorts AS c
INNER JOIN cells AS e ON c.interval_no = e.cohort_no
CROSS JOIN groups AS g
LEFT JOIN (
  SELECT
    by_no,
    cohort_no,
    age,
    sum(turn) AS net,
    sum(CASE WHEN on_date = first_paid_on THEN 1 ELSE 0 END) AS joined
  FROM aged
  GROUP BY by_no, cohort_no, age
) AS t ON c.interval_no = t.cohort_no AND e."interval" = t.age AND g.by_no = t.by_no
WINDOW so_far AS (
  PARTITION BY g.by_no, c.interval_no ORDER BY e."interval" NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
)
