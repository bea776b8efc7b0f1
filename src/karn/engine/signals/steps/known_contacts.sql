-- reads: contacts, asked
-- Contacts known by the day; gone where they were by then.
SELECT
  c.contact_id,
  c.customer_id,
  c.name,
  coalesce(c.role, '') AS role,
  coalesce(c.champion, false) AS champion,
  c.starts_day,
  CASE WHEN c.ends_day <= a.as_of_day THEN c.ends_day END AS ends_day
FROM contacts AS c
CROSS JOIN asked AS a
WHERE
  (c.starts_day IS NULL OR c.starts_day <= a.as_of_day)
  AND (c.known_day IS NULL OR least(c.known_day, c.starts_day) <= a.as_of_day)
