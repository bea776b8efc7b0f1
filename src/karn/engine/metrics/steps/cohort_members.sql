-- uses: compared, matched
-- reads: periods
-- The opening customers of each period: whether they are gone at its close, and when they said so.
SELECT
  c.period_no,
  c.by_no,
  c.customer_id,
  c.opening AS opening_mrr,
  c.closing <= 0 AS lost,
  p.starts_on,
  CASE WHEN c.closing <= 0 THEN c.left_on END AS left_on,
  CASE WHEN c.closing <= 0 THEN m.notice_on END AS notice_on
FROM compared AS c
INNER JOIN periods AS p ON c.period_no = p.period_no
LEFT JOIN matched AS m ON c.customer_id = m.customer_id AND c.left_on = m.on_date
WHERE c.opening > 0
