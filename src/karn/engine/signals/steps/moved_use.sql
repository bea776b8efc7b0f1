-- uses: coming_in
-- reads: events, asked, limits
-- Use of late, and in the customer's own three stretches before, where events come in at all.
SELECT counted.customer_id, counted.recent, counted.earlier
FROM (
  SELECT
    e.customer_id,
    count(CASE WHEN e.happened_day > a.as_of_day - m.days THEN 1 END) AS recent,
    count(CASE WHEN e.happened_day <= a.as_of_day - m.days THEN 1 END) AS earlier
  FROM events AS e
  CROSS JOIN asked AS a
  CROSS JOIN limits AS m
  WHERE e.happened_day <= a.as_of_day AND e.happened_day > a.as_of_day - 4 * m.days
  GROUP BY e.customer_id
) AS counted
INNER JOIN coming_in AS u ON u.latest_day IS NOT NULL
CROSS JOIN asked AS b
CROSS JOIN limits AS n
WHERE counted.earlier >= n.fewest AND u.latest_day > b.as_of_day - 7
