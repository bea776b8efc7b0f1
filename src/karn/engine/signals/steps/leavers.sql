-- uses: watched, departed
-- reads: asked, limits
-- Who of those looked at on the day left within so many days after it.
SELECT DISTINCT w.customer_id
FROM watched AS w
INNER JOIN departed AS d ON w.customer_id = d.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE d.left_day > a.as_of_day AND d.left_day <= a.as_of_day + m.within
