-- uses: walked
-- The days a customer with several states became one (1) and stopped being one (-1).
SELECT customer_id, by_no, on_date, first_paid_on, CASE WHEN held_after > 0 THEN 1 ELSE -1 END AS turn
FROM walked
WHERE (held_after > 0 AND held_after - held <= 0) OR (held_after <= 0 AND held_after - held > 0)
