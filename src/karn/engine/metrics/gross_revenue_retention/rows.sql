-- uses: kept
-- The opening customers, those who pay least of what they paid first.
SELECT period_no, by_no, customer_id, opening_mrr, kept_mrr, closing_mrr
FROM kept
ORDER BY period_no NULLS LAST, closing_mrr - opening_mrr NULLS LAST, customer_id NULLS LAST
