-- uses: turns
-- reads: calendar, request
-- Turns by the whole intervals elapsed since the customer's own first day; months keep its day.
SELECT
  t.customer_id,
  t.by_no,
  t.on_date,
  t.first_paid_on,
  t.turn,
  f.interval_no AS cohort_no,
  CASE r.interval_name
    WHEN 'month'
      THEN d.month_no - f.month_no - CASE WHEN d.day_of_month < least(f.day_of_month, d.days_in_month) THEN 1 ELSE 0 END
    WHEN 'week' THEN CAST(floor((d.day_no - f.day_no) / 7.0) AS INTEGER)
    ELSE d.day_no - f.day_no
  END AS age
FROM turns AS t
INNER JOIN calendar AS d ON t.on_date = d.on_date
INNER JOIN calendar AS f ON t.first_paid_on = f.on_date
CROSS JOIN request AS r
