-- uses: watched, coming_in
-- reads: events, asked, limits
-- Use of late against the customer's own three stretches before: fewer than so many percent of the mean.
SELECT
  counted.customer_id,
  counted.last_day AS since_day,
  CASE WHEN counted.recent = 0 THEN 2 ELSE 1 END AS strength,
  NULL AS evidence_id,
  m.days,
  counted.recent,
  floor(counted.earlier / 3) AS usual,
  counted.last_day AS day
FROM (
  SELECT
    e.customer_id,
    count(CASE WHEN e.happened_day > a.as_of_day - n.days THEN 1 END) AS recent,
    count(CASE WHEN e.happened_day <= a.as_of_day - n.days THEN 1 END) AS earlier,
    max(e.happened_day) AS last_day
  FROM events AS e
  CROSS JOIN asked AS a
  CROSS JOIN limits AS n
  WHERE e.happened_day <= a.as_of_day AND e.happened_day > a.as_of_day - 4 * n.days
  GROUP BY e.customer_id
) AS counted
INNER JOIN watched AS w ON counted.customer_id = w.customer_id
INNER JOIN coming_in AS u ON u.latest_day IS NOT NULL
CROSS JOIN asked AS b
CROSS JOIN limits AS m
WHERE
  counted.earlier >= m.fewest
  AND 300 * counted.recent < m.percent * counted.earlier
  AND u.latest_day > b.as_of_day - 7
ORDER BY counted.customer_id NULLS LAST
