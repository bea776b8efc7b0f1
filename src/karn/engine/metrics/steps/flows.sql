-- uses: bundles, marked
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
  ) AS paying_customers,
  CAST(
    sum(CASE WHEN m.held_after > 0 THEN 1 ELSE 0 END - CASE WHEN m.held_after - m.held > 0 THEN 1 ELSE 0 END)
    AS BIGINT
  ) AS held_customers
FROM marked AS m
INNER JOIN calendar AS c ON m.on_date = c.on_date
GROUP BY c.slot_no, m.by_no, m.movement, m.withdrawn_movement
UNION ALL
SELECT
  came_no AS slot_no,
  by_no,
  'new' AS movement,
  'none' AS withdrawn_movement,
  CAST(sum(held) AS DECIMAL(18, 6)) AS held,
  CAST(0 AS DECIMAL(18, 6)) AS paused,
  CAST(0 AS DECIMAL(18, 6)) AS withdrawn,
  CAST(0 AS DECIMAL(18, 6)) AS put_on_hold,
  CAST(sum(customers) AS BIGINT) AS customers,
  CAST(0 AS BIGINT) AS pausing_customers,
  CAST(0 AS BIGINT) AS resuming_customers,
  CAST(sum(customers) AS BIGINT) AS paying_customers,
  CAST(sum(customers) AS BIGINT) AS held_customers
FROM bundles
GROUP BY came_no, by_no
UNION ALL
SELECT
  went_no AS slot_no,
  by_no,
  'churn' AS movement,
  'none' AS withdrawn_movement,
  CAST(-sum(held) AS DECIMAL(18, 6)) AS held,
  CAST(0 AS DECIMAL(18, 6)) AS paused,
  CAST(0 AS DECIMAL(18, 6)) AS withdrawn,
  CAST(0 AS DECIMAL(18, 6)) AS put_on_hold,
  CAST(sum(customers) AS BIGINT) AS customers,
  CAST(0 AS BIGINT) AS pausing_customers,
  CAST(0 AS BIGINT) AS resuming_customers,
  CAST(-sum(customers) AS BIGINT) AS paying_customers,
  CAST(-sum(customers) AS BIGINT) AS held_customers
FROM bundles
WHERE went_no IS NOT NULL
GROUP BY went_no, by_no
