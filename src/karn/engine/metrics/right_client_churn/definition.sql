-- uses: fit_kinds, judged
-- reads: groups, periods
-- finish: fitted
-- Of the opening customers of each fit, those who are none just before the period closes.
SELECT
  p.period_no,
  g.by_no,
  k.fit_no,
  k.fit,
  CAST(coalesce(j.lost, 0) AS BIGINT) AS numerator,
  CAST(coalesce(j.opening, 0) AS BIGINT) AS denominator
FROM periods AS p
CROSS JOIN groups AS g
CROSS JOIN fit_kinds AS k
LEFT JOIN (
  SELECT period_no, by_no, fit, count(*) AS opening, sum(CASE WHEN lost THEN 1 ELSE 0 END) AS lost
  FROM judged
  GROUP BY period_no, by_no, fit
) AS j ON p.period_no = j.period_no AND g.by_no = j.by_no AND k.fit = j.fit
