-- uses: happened
-- reads: cohorts
-- Who belongs to which cohort: everybody who did it in that interval.
SELECT h.customer_id, h.by_no, h.interval_no AS cohort_no
FROM happened AS h
INNER JOIN cohorts AS c ON h.interval_no = c.interval_no
