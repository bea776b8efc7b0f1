-- uses: watched, last_personal
-- reads: asked, limits
-- Customers nobody spoke with lately: long enough to be called silence at all.
SELECT l.customer_id, l.last_day
FROM last_personal AS l
INNER JOIN watched AS w ON l.customer_id = w.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE l.last_day < a.as_of_day - m.fewest_days
