-- uses: classified
-- reads: calendar
-- keep: yes
-- What moved in each slot of the calendar, per group and movement: a small table.
SELECT
  c.slot_no,
  m.by_no,
  m.movement,
  m.withdrawn_movement,
  CAST(sum(m.held) AS DECIMAL(18, 6)) AS held,
  CAST(sum(m.paused) AS DECIMAL(18, 6)) AS paused,
  CAST(sum(m.withdrawn) AS DECIMAL(18, 6)) AS withdrawn,
  CAST(sum(CASE WHEN m.paused > 0 THEN m.paused ELSE 0 END) AS DECIMAL(18, 6)) AS put_on_hold,
  CAST(count(*) AS BIGINT) AS customers,
  CAST(sum(CASE WHEN m.paused > 0 THEN 1 ELSE 0 END) AS BIGINT) AS pausing_customers,
  CAST(sum(CASE WHEN m.paused < 0 THEN 1 ELSE 0 END) AS BIGINT) AS resuming_customers,
  CAST(
    sum(
      CASE WHEN m.mrr_after > 0 THEN 1 ELSE 0 END
      - CASE WHEN m.mrr_after - (m.held - m.paused + m.withdrawn) > 0 THEN 1 ELSE 0 END
    ) AS BIGINT
  ) AS paying_customers
FROM classified AS m
INNER JOIN calendar AS c ON m.on_date = c.on_date
GROUP BY c.slot_no, m.by_no, m.movement, m.withdrawn_movement
