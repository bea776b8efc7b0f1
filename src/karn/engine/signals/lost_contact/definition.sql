-- uses: gone, here
-- A contact left, and either nobody is there now, or it was one who spoke up for us and neither another such
-- nor a successor, a newer one in the same role, is there. The last to leave first.
SELECT
  missed.customer_id,
  missed.ends_day AS since_day,
  CASE WHEN missed.left_here = 0 THEN 3 ELSE 2 END AS strength,
  missed.contact_id AS evidence_id,
  row_number() OVER (
    PARTITION BY missed.customer_id
    ORDER BY
      missed.ends_day DESC NULLS LAST,
      CASE WHEN missed.champion THEN 0 ELSE 1 END NULLS LAST,
      missed.contact_id NULLS LAST
  ) AS place,
  missed.name,
  missed.ends_day AS day,
  missed.left_here = 0 AS nobody_left
FROM (
  SELECT
    g.customer_id,
    g.contact_id,
    g.name,
    g.champion,
    g.ends_day,
    count(h.contact_id) AS left_here,
    count(
      CASE
        WHEN h.champion OR (h.role = g.role AND h.starts_day > coalesce(g.starts_day, h.starts_day - 1)) THEN 1
      END
    ) AS successors
  FROM gone AS g
  LEFT JOIN here AS h ON g.customer_id = h.customer_id
  GROUP BY g.customer_id, g.contact_id, g.name, g.champion, g.ends_day
) AS missed
WHERE missed.left_here = 0 OR (missed.champion AND missed.successors = 0)
ORDER BY missed.customer_id NULLS LAST, place NULLS LAST
