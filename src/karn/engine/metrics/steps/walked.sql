-- uses: changes, special_changes
-- keep: yes
-- Each day of a customer with several states, with the balance after it and the day he first paid.
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
