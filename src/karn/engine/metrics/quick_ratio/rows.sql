-- uses: booked
-- The lines that came in and that went out.
SELECT period_no, by_no, on_date, customer_id, movement, mrr, effect
FROM booked
WHERE in_rates AND movement IN ('new', 'expansion', 'reactivation', 'contraction', 'churn')
ORDER BY period_no NULLS LAST, on_date NULLS LAST, customer_id NULLS LAST, movement NULLS LAST
