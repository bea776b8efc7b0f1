-- uses: changes, lone, special_changes
-- keep: yes
-- Each customer-day with the balance after it, and the day the customer first paid.
SELECT
  customer_id,
  by_no,
  on_date,
  held,
  CAST(0 AS DECIMAL(18, 6)) AS paused,
  CAST(0 AS DECIMAL(18, 6)) AS withdrawn,
  FALSE AS restated,
  held_after,
  held_after AS mrr_after,
  first_paid_on
FROM (
  SELECT
    customer_id,
    by_no,
    on_date,
    held,
    CAST(sum(held) OVER so_far AS DECIMAL(18, 6)) AS held_after,
    min(on_date) OVER so_far AS first_paid_on
  FROM changes
  WINDOW so_far AS (
    PARTITION BY customer_id ORDER BY on_date NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
) AS summed_along
UNION ALL
SELECT customer_id, by_no, on_date, held, paused, withdrawn, restated, held_after, mrr_after, first_paid_on
FROM special_changes
UNION ALL
SELECT
  customer_id,
  by_no,
  starts_on AS on_date,
  held,
  CAST(0 AS DECIMAL(18, 6)) AS paused,
  CAST(0 AS DECIMAL(18, 6)) AS withdrawn,
  FALSE AS restated,
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
  FALSE AS restated,
  CAST(0 AS DECIMAL(18, 6)) AS held_after,
  CAST(0 AS DECIMAL(18, 6)) AS mrr_after,
  starts_on AS first_paid_on
FROM lone
WHERE ends_on IS NOT NULL
