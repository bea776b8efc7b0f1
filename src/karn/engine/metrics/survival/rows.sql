-- uses: lifetimes
-- The lives the curve is made of: first day, last day if gone, elapsed intervals.
SELECT by_no, customer_id, first_paid_on, left_on, t, event
FROM lifetimes
WHERE first_slot_no = 1
ORDER BY t NULLS LAST, customer_id NULLS LAST
