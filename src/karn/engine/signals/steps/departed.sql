-- reads: departures, prices
-- When customers left, as it is known now: the day of notice, else the day it ended; and where nothing is
-- recorded, the day on which the last price ended. Who was asked to go by us did not leave.
SELECT d.customer_id, coalesce(d.notice_day, d.recognised_day, d.contract_ends_day, d.access_ends_day) AS left_day
FROM departures AS d
WHERE d.undone_day IS NULL AND d.kind <> 'ended_by_us'
UNION ALL
SELECT p.customer_id, max(p.ends_day) AS left_day
FROM prices AS p
LEFT JOIN departures AS e ON p.customer_id = e.customer_id
WHERE e.customer_id IS NULL
GROUP BY p.customer_id
HAVING count(*) = count(p.ends_day)
