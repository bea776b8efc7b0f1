-- uses: known_talks, waiting
-- reads: asked
-- In how many days each waiting customer is usually answered: the median of the last year's five or more.
SELECT counted.customer_id, min(counted.days) AS days
FROM (
  SELECT
    lasted.customer_id,
    lasted.days,
    sum(lasted.times) OVER (PARTITION BY lasted.customer_id ORDER BY lasted.days NULLS LAST) AS so_far,
    sum(lasted.times) OVER (PARTITION BY lasted.customer_id) AS all_times
  FROM (
    SELECT t.customer_id, greatest(t.answered_day - t.happened_day, 1) AS days, count(*) AS times
    FROM known_talks AS t
    CROSS JOIN asked AS a
    WHERE
      t.customer_id IN (SELECT customer_id FROM waiting)
      AND t.direction = 'in'
      AND NOT t.bulk
      AND t.answered_day IS NOT NULL
      AND t.happened_day > a.as_of_day - 365
    GROUP BY t.customer_id, greatest(t.answered_day - t.happened_day, 1)
  ) AS lasted
) AS counted
WHERE counted.all_times >= 5 AND 2 * counted.so_far >= counted.all_times
GROUP BY counted.customer_id
