-- uses: booked
-- Every line of the books.
SELECT period_no, by_no, on_date, customer_id, movement, mrr, effect
FROM booked
ORDER BY period_no NULLS LAST, on_date NULLS LAST, customer_id NULLS LAST, movement NULLS LAST
