-- uses: deltas, states
-- keep: yes
-- Customer-days on which a mistake in price was corrected while the customer stayed: what the day
-- did to the held amount. Only customers with a restated state are looked at.
SELECT customer_id, by_no, on_date, held AS restated_by
FROM (
  SELECT
    customer_id,
    by_no,
    on_date,
    held,
    restated,
    CAST(sum(held) OVER so_far AS DECIMAL(18, 6)) AS held_after
  FROM (
    SELECT
      d.customer_id,
      max(d.by_no) AS by_no,
      d.on_date,
      CAST(sum(d.held) AS DECIMAL(18, 6)) AS held,
      bool_or(d.restated) AS restated
    FROM deltas AS d
    WHERE d.customer_id IN (SELECT customer_id FROM states WHERE restated)
    GROUP BY d.customer_id, d.on_date
  ) AS netted
  WINDOW so_far AS (PARTITION BY customer_id ORDER BY on_date NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) AS levels
WHERE restated AND held <> 0 AND held_after > 0 AND held_after - held > 0
