-- uses: classified
-- reads: calendar, reaches
-- The books line by line: customer, day, movement, amount, and what it does to MRR.
SELECT b.period_no, b.by_no, b.on_date, b.customer_id, b.movement, b.mrr, b.effect, b.in_rates
FROM (
  SELECT r.period_no, m.by_no, m.on_date, m.customer_id, m.movement, CAST(
    CASE WHEN m.movement IN ('churn', 'contraction') THEN -m.held ELSE m.held END AS DECIMAL(18, 6)
  ) AS mrr, m.held AS effect, m.movement <> 'restatement' AS in_rates
  FROM classified AS m
  INNER JOIN calendar AS c ON m.on_date = c.on_date
  INNER JOIN reaches AS r ON c.slot_no = r.slot_no
  WHERE r.during AND m.held <> 0
  UNION ALL
  SELECT
    r.period_no,
    m.by_no,
    m.on_date,
    m.customer_id,
    CASE WHEN m.paused > 0 THEN 'pause' ELSE 'resume' END AS movement,
    CAST(abs(m.paused) AS DECIMAL(18, 6)) AS mrr,
    CAST(-m.paused AS DECIMAL(18, 6)) AS effect,
    FALSE AS in_rates
  FROM classified AS m
  INNER JOIN calendar AS c ON m.on_date = c.on_date
  INNER JOIN reaches AS r ON c.slot_no = r.slot_no
  WHERE r.during AND m.paused <> 0
  UNION ALL
  SELECT
    r.period_no,
    m.by_no,
    m.on_date,
    m.customer_id,
    m.withdrawn_movement AS movement,
    CAST(abs(m.withdrawn) AS DECIMAL(18, 6)) AS mrr,
    m.withdrawn AS effect,
    FALSE AS in_rates
  FROM classified AS m
  INNER JOIN calendar AS c ON m.on_date = c.on_date
  INNER JOIN reaches AS r ON c.slot_no = r.slot_no
  WHERE r.during AND m.withdrawn <> 0
) AS b
