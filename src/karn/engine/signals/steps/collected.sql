-- uses: attempts
-- How collecting each invoice stood.
SELECT
  invoice_id,
  min(paid_day) AS paid_day,
  max(failed_day) AS failed_day,
  max(CASE WHEN failed_undated THEN 1 ELSE 0 END) AS failed_undated
FROM attempts
GROUP BY invoice_id
