-- uses: aged
-- reads: cohorts
-- The customers of each cohort: when they first paid, and when they left if they are gone.
SELECT
  a.by_no,
  c.cohort,
  a.customer_id,
  min(a.first_paid_on) AS first_paid_on,
  CASE WHEN sum(a.turn) = 0 THEN max(a.on_date) END AS left_on
FROM aged AS a
INNER JOIN cohorts AS c ON a.cohort_no = c.interval_no
GROUP BY a.by_no, c.cohort, a.customer_id
ORDER BY c.cohort NULLS LAST, a.customer_id NULLS LAST
