-- uses: balances
-- reads: calendar, reaches
-- The closing customers and what they pay.
SELECT
  r.period_no,
  max(b.by_no) AS by_no,
  b.customer_id,
  CAST(sum(b.held - b.paused + b.withdrawn) AS DECIMAL(18, 6)) AS mrr
FROM balances AS b
INNER JOIN calendar AS c ON b.on_date = c.on_date
INNER JOIN reaches AS r ON c.slot_no = r.slot_no
GROUP BY r.period_no, b.customer_id
HAVING sum(b.held - b.paused + b.withdrawn) > 0
ORDER BY r.period_no NULLS LAST, mrr DESC NULLS LAST, b.customer_id NULLS LAST
