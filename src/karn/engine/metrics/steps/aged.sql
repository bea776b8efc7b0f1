-- uses: turns
-- reads: calendar
-- Turns by the calendar intervals since the cohort's own: a month, week or day later counts as 1.
SELECT
  t.customer_id,
  t.by_no,
  t.on_date,
  t.first_paid_on,
  t.turn,
  f.interval_no AS cohort_no,
  d.interval_no - f.interval_no AS age
FROM turns AS t
INNER JOIN calendar AS d ON t.on_date = d.on_date
INNER JOIN calendar AS f ON t.first_paid_on = f.on_date
