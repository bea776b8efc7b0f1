-- uses: lives
-- reads: calendar, request
-- Elapsed whole intervals of each life, floored, of those still running too; months keep the day.
SELECT
  l.customer_id,
  l.by_no,
  l.first_paid_on,
  l.left_on,
  f.slot_no AS first_slot_no,
  CASE WHEN l.left_on IS NULL THEN 0 ELSE 1 END AS event,
  CASE r.interval_name
    WHEN 'month'
      THEN
        coalesce(d.month_no, r.month_no) - f.month_no
        - CASE
          WHEN coalesce(d.day_of_month, r.day_of_month) < least(f.day_of_month, coalesce(d.days_in_month, r.days_in_month))
            THEN 1
          ELSE 0
        END
    WHEN 'week' THEN CAST(floor((coalesce(d.day_no, r.day_no) - f.day_no) / 7.0) AS INTEGER)
    ELSE coalesce(d.day_no, r.day_no) - f.day_no
  END AS t
FROM lives AS l
INNER JOIN calendar AS f ON l.first_paid_on = f.on_date
LEFT JOIN calendar AS d ON l.left_on = d.on_date
CROSS JOIN request AS r
