-- reads: departures, asked
-- Departures known by the day, not taken back by then, whose end is ahead or not known. One without a day of
-- notice is known since it was recorded, at the latest on the day it ends.
SELECT d.customer_id, d.subscription_id
FROM (
  SELECT
    customer_id,
    subscription_id,
    notice_day,
    undone_day,
    known_day,
    kind,
    coalesce(recognised_day, contract_ends_day, access_ends_day) AS end_day
  FROM departures
) AS d
CROSS JOIN asked AS a
WHERE
  coalesce(d.notice_day, CASE WHEN d.kind <> 'payment_failure' THEN least(d.known_day, d.end_day) END)
  <= a.as_of_day
  AND (d.undone_day IS NULL OR d.undone_day > a.as_of_day)
  AND (d.end_day IS NULL OR d.end_day > a.as_of_day)
