-- uses: lone, walked
-- Each customer-day with the balance after it, and the day the customer first paid.
SELECT customer_id, by_no, on_date, held, paused, withdrawn, held_after, mrr_after, first_paid_on
FROM walked
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
  starts_on AS first_paid_on
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
  starts_on AS first_paid_on
FROM lone
WHERE ends_on IS NOT NULL
