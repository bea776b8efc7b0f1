-- uses: watched
-- reads: changes, asked, limits
-- What changed about a customer in the time looked back at, the newest first.
SELECT
  c.change_id,
  c.customer_id,
  c.what,
  c.was,
  c.became,
  c.changed_day,
  row_number() OVER (
    PARTITION BY c.customer_id, CASE WHEN c.what = 'owner' THEN 1 ELSE 0 END
    ORDER BY c.changed_at DESC NULLS LAST, c.change_id DESC NULLS LAST
  ) AS place
FROM changes AS c
INNER JOIN watched AS w ON c.customer_id = w.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE c.changed_day <= a.as_of_day AND c.changed_day >= a.as_of_day - m.back_days
