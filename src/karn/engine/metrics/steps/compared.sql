-- uses: classified
-- reads: calendar, reaches
-- Each customer of each period: held at the opening and at the close, what was restated in between,
-- and the days of the first payment and the last churn. For lists; the figures do without it.
SELECT
  r.period_no,
  m.customer_id,
  max(m.by_no) AS by_no,
  CAST(sum(CASE WHEN r.during THEN 0 ELSE m.held END) AS DECIMAL(18, 6)) AS opening,
  CAST(sum(m.held) AS DECIMAL(18, 6)) AS closing,
  CAST(sum(CASE WHEN r.during AND m.movement = 'restatement' THEN m.held ELSE 0 END) AS DECIMAL(18, 6)) AS restated,
  max(CASE WHEN r.during AND m.movement = 'churn' THEN m.on_date END) AS left_on,
  max(CASE WHEN r.during AND m.movement = 'new' THEN 1 ELSE 0 END) AS joined
FROM classified AS m
INNER JOIN calendar AS c ON m.on_date = c.on_date
INNER JOIN reaches AS r ON c.slot_no = r.slot_no
GROUP BY r.period_no, m.customer_id
