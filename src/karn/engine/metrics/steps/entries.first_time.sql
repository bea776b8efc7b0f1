-- uses: happened
-- reads: cohorts
-- Who belongs to which cohort: everybody who did it in that interval for the first time ever.
SELECT f.customer_id, f.by_no, f.cohort_no
FROM (
  SELECT customer_id, max(by_no) AS by_no, min(interval_no) AS cohort_no
  FROM happened
  GROUP BY customer_id
) AS f
INNER JOIN cohorts AS c ON f.cohort_no = c.interval_no
