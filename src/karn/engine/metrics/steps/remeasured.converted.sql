-- uses: placed
-- reads: calendar, groups, periods, reaches
-- What exchange rates did to the opening balance of the report, between the day it opened and the
-- report's one rate. Later periods of the same report are in constant currency: nothing there.
SELECT
  p.period_no,
  g.by_no,
  CAST(coalesce(sum(m.amount), 0) AS DECIMAL(18, 6)) AS fx_mrr,
  CAST(count(DISTINCT CASE WHEN m.amount <> 0 THEN m.customer_id END) AS BIGINT) AS fx_customers
FROM periods AS p
CROSS JOIN groups AS g
LEFT JOIN (
  SELECT customer_id, by_no, sum(amount) AS amount
  FROM (
    SELECT s.customer_id, s.by_no, s.remeasured AS amount
    FROM placed AS s
    INNER JOIN calendar AS c ON s.starts_on = c.on_date
    INNER JOIN reaches AS r ON c.slot_no = r.slot_no AND r.period_no = 1 AND NOT r.during
    WHERE s.ends_on IS NULL OR s.starts_on < s.ends_on
    UNION ALL
    SELECT s.customer_id, s.by_no, CAST(-s.remeasured AS DECIMAL(18, 6)) AS amount
    FROM placed AS s
    INNER JOIN calendar AS c ON s.ends_on = c.on_date
    INNER JOIN reaches AS r ON c.slot_no = r.slot_no AND r.period_no = 1 AND NOT r.during
    WHERE s.starts_on < s.ends_on
  ) AS moved
  GROUP BY customer_id, by_no
) AS m ON p.period_no = 1 AND g.by_no = m.by_no
GROUP BY p.period_no, g.by_no
