-- uses: compared
-- The opening customers: what they paid at the opening, what of it was kept, what they pay at the close.
SELECT
  period_no,
  by_no,
  customer_id,
  CAST(greatest(opening + restated, 0) AS DECIMAL(18, 6)) AS opening_mrr,
  CAST(CASE WHEN closing > 0 THEN least(greatest(opening + restated, 0), closing) ELSE 0 END AS DECIMAL(18, 6)) AS kept_mrr,
  CAST(CASE WHEN closing > 0 THEN closing ELSE 0 END AS DECIMAL(18, 6)) AS closing_mrr
FROM compared
WHERE opening > 0
