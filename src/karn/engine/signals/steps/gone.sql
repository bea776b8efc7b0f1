-- uses: known_contacts, watched
-- reads: asked, limits
-- Who left in the time looked back at.
SELECT c.contact_id, c.customer_id, c.name, c.role, c.champion, c.starts_day, c.ends_day
FROM known_contacts AS c
INNER JOIN watched AS w ON c.customer_id = w.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE c.ends_day >= a.as_of_day - m.back_days
