-- uses: gone, here
-- One person is left where there were more not long ago; the last to leave is named.
SELECT
  g.customer_id,
  max(g.ends_day) AS since_day,
  1 AS strength,
  h.contact_id AS evidence_id,
  max(g.ends_day) AS day,
  count(*) AS gone
FROM gone AS g
INNER JOIN (
  SELECT customer_id, max(contact_id) AS contact_id
  FROM here
  GROUP BY customer_id
  HAVING count(*) = 1
) AS h ON g.customer_id = h.customer_id
GROUP BY g.customer_id, h.contact_id
ORDER BY g.customer_id NULLS LAST
