-- uses: crossings, lone
-- reads: calendar
-- One row per customer who ever paid before the end: the first day, and the day of the last churn if
-- the customer is gone.
SELECT
  t.customer_id,
  max(t.by_no) AS by_no,
  min(t.first_paid_on) AS first_paid_on,
  CASE WHEN sum(t.turn) = 0 THEN max(t.on_date) END AS left_on
FROM crossings AS t
INNER JOIN calendar AS c ON t.on_date = c.on_date
GROUP BY t.customer_id
UNION ALL
SELECT l.customer_id, l.by_no, l.starts_on AS first_paid_on, e.on_date AS left_on
FROM lone AS l
INNER JOIN calendar AS s ON l.starts_on = s.on_date
LEFT JOIN calendar AS e ON l.ends_on = e.on_date
