-- uses: lone, marked
-- Each customer-day with its movement: what its held amount did. 'none' where only a pause or a
-- withdrawal moved.
SELECT
  customer_id,
  by_no,
  on_date,
  held,
  paused,
  withdrawn,
  held_after,
  mrr_after,
  first_paid_on,
  movement,
  withdrawn_movement
FROM marked
UNION ALL
SELECT
  customer_id,
  by_no,
  starts_on AS on_date,
  held,
  CAST(0 AS DECIMAL(18, 6)) AS paused,
  CAST(0 AS DECIMAL(18, 6)) AS withdrawn,
  held AS held_after,
  held AS mrr_after,
  starts_on AS first_paid_on,
  'new' AS movement,
  'none' AS withdrawn_movement
FROM lone
UNION ALL
SELECT
  customer_id,
  by_no,
  ends_on AS on_date,
  CAST(-held AS DECIMAL(18, 6)) AS held,
  CAST(0 AS DECIMAL(18, 6)) AS paused,
  CAST(0 AS DECIMAL(18, 6)) AS withdrawn,
  CAST(0 AS DECIMAL(18, 6)) AS held_after,
  CAST(0 AS DECIMAL(18, 6)) AS mrr_after,
  starts_on AS first_paid_on,
  'churn' AS movement,
  'none' AS withdrawn_movement
FROM lone
WHERE ends_on IS NOT NULL
