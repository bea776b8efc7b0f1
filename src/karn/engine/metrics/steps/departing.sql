-- uses: classified
-- Every churn in the books, future ones too where a subscription's end is already known.
SELECT customer_id, by_no, on_date, CAST(-held AS DECIMAL(18, 6)) AS mrr
FROM classified
WHERE movement = 'churn'
