-- uses: entries, happened
-- How many of a cohort did it in the interval that many later.
SELECT e.by_no, e.cohort_no, h.interval_no - e.cohort_no AS age, CAST(count(*) AS BIGINT) AS active
FROM entries AS e
INNER JOIN happened AS h ON e.customer_id = h.customer_id
WHERE h.interval_no >= e.cohort_no
GROUP BY e.by_no, e.cohort_no, h.interval_no - e.cohort_no
