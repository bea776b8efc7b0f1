-- uses: entries, returns
-- reads: cells, cohorts, groups
-- finish: celled
-- Who did it, by the interval they did it in, and how many of them did it again since.
SELECT
  g.by_no,
  c.interval_no AS cohort_no,
  c.cohort,
  e."interval",
  CAST(coalesce(s.size, 0) AS BIGINT) AS size,
  CAST(coalesce(r.active, 0) AS BIGINT) AS active,
  e.provisional
FROM cohorts AS c
INNER JOIN cells AS e ON c.interval_no = e.cohort_no
CROSS JOIN groups AS g
LEFT JOIN (SELECT by_no, cohort_no, count(*) AS size FROM entries GROUP BY by_no, cohort_no) AS s
  ON c.interval_no = s.cohort_no AND g.by_no = s.by_no
LEFT JOIN returns AS r ON c.interval_no = r.cohort_no AND e."interval" = r.age AND g.by_no = r.by_no
