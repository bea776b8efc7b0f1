-- uses: compared
-- The lost customers and what they paid.
SELECT period_no, by_no, customer_id, opening AS opening_mrr, left_on
FROM compared
WHERE opening > 0 AND closing <= 0
ORDER BY period_no NULLS LAST, opening DESC NULLS LAST, customer_id NULLS LAST
