-- uses: departing, noticed
-- reads: days
-- Which departure belongs to which churn: the one of the same day, else the nearest of that customer,
-- if no other churn is nearer to it.
SELECT customer_id, on_date, departure_id, notice_on, contract_ends_on, kind, reason
FROM (
  SELECT
    c.customer_id,
    c.on_date,
    n.departure_id,
    n.notice_on,
    n.contract_ends_on,
    n.kind,
    n.reason,
    row_number() OVER (
      PARTITION BY c.customer_id, c.on_date
      ORDER BY abs(d.day_no - e.day_no) NULLS LAST, n.counts_on NULLS LAST, n.departure_id NULLS LAST
    ) AS nearest_notice,
    row_number() OVER (
      PARTITION BY n.departure_id ORDER BY abs(d.day_no - e.day_no) NULLS LAST, c.on_date NULLS LAST
    ) AS nearest_churn
  FROM departing AS c
  INNER JOIN noticed AS n ON c.customer_id = n.customer_id
  INNER JOIN days AS d ON c.on_date = d.on_date
  INNER JOIN days AS e ON n.counts_on = e.on_date
) AS candidates
WHERE nearest_notice = 1 AND nearest_churn = 1
