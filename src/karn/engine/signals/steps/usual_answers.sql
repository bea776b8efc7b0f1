-- uses: known_talks
-- reads: asked
-- In how many days we usually answer: the median of the last year's five or more.
SELECT min(counted.days) AS days
FROM (
  SELECT
    lasted.days,
    sum(lasted.times) OVER (ORDER BY lasted.days NULLS LAST) AS so_far,
    sum(lasted.times) OVER () AS all_times
  FROM (
    SELECT greatest(t.answered_day - t.happened_day, 1) AS days, count(*) AS times
    FROM known_talks AS t
    CROSS JOIN asked AS a
    WHERE
      t.direction = 'in' AND NOT t.bulk AND t.answered_day IS NOT NULL AND t.happened_day > a.as_of_day - 365
    GROUP BY greatest(t.answered_day - t.happened_day, 1)
  ) AS lasted
) AS counted
WHERE counted.all_times >= 5 AND 2 * counted.so_far >= counted.all_times
