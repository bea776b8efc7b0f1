-- uses: watched, known_contacts
-- reads: asked, limits
-- Somebody new speaks for a customer where others did before: the newest first.
SELECT
  n.customer_id,
  n.starts_day AS since_day,
  1 AS strength,
  n.contact_id AS evidence_id,
  row_number() OVER (
    PARTITION BY n.customer_id ORDER BY n.starts_day DESC NULLS LAST, n.contact_id NULLS LAST
  ) AS place,
  n.name,
  n.starts_day AS day
FROM known_contacts AS n
INNER JOIN watched AS w ON n.customer_id = w.customer_id
INNER JOIN (
  SELECT customer_id, min(coalesce(starts_day, 0)) AS first_day
  FROM known_contacts
  GROUP BY customer_id
) AS f ON n.customer_id = f.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE n.ends_day IS NULL AND n.starts_day >= a.as_of_day - m.back_days AND f.first_day < n.starts_day
ORDER BY n.customer_id NULLS LAST, place NULLS LAST
