-- uses: balances
-- The days a customer became one (1) and stopped being one (-1), with the day he first paid.
SELECT customer_id, by_no, on_date, first_paid_on, CASE WHEN held_after > 0 THEN 1 ELSE -1 END AS turn
FROM balances
WHERE (held_after > 0 AND held_after - held <= 0) OR (held_after <= 0 AND held_after - held > 0)
