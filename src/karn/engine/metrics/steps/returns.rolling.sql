-- uses: entries, happened
-- reads: cells, groups
-- How many of a cohort did it in the interval that many later, or after it.
SELECT
  g.by_no,
  c.cohort_no,
  c."interval" AS age,
  CAST(
    sum(coalesce(l.customers, 0)) OVER (
      PARTITION BY g.by_no, c.cohort_no
      ORDER BY c."interval" DESC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS BIGINT
  ) AS active
FROM cells AS c
CROSS JOIN groups AS g
LEFT JOIN (
  SELECT e.by_no, e.cohort_no, h.last_no - e.cohort_no AS age, count(*) AS customers
  FROM entries AS e
  INNER JOIN (SELECT customer_id, max(interval_no) AS last_no FROM happened GROUP BY customer_id) AS h
    ON e.customer_id = h.customer_id
  GROUP BY e.by_no, e.cohort_no, h.last_no - e.cohort_no
) AS l ON c.cohort_no = l.cohort_no AND c."interval" = l.age AND g.by_no = l.by_no
