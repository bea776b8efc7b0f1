-- uses: entries, happened
-- reads: cohorts
-- The customers of each cohort, with the intervals in which they did it, counted from the cohort's.
SELECT e.by_no, c.cohort, e.customer_id, h.interval_no - e.cohort_no AS "interval"
FROM entries AS e
INNER JOIN cohorts AS c ON e.cohort_no = c.interval_no
INNER JOIN happened AS h ON e.customer_id = h.customer_id
WHERE h.interval_no >= e.cohort_no
ORDER BY c.cohort NULLS LAST, e.customer_id NULLS LAST, h.interval_no NULLS LAST
