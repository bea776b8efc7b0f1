-- uses: personal, quiet
-- The days between contacts in the year up to the last one: the median where there are four gaps or more, and
-- the longest.
SELECT
  counted.customer_id,
  min(CASE WHEN counted.gaps >= 4 AND 2 * counted.place >= counted.gaps THEN counted.days END) AS usual,
  max(counted.days) AS longest
FROM (
  SELECT
    measured.customer_id,
    measured.days,
    row_number() OVER (PARTITION BY measured.customer_id ORDER BY measured.days NULLS LAST) AS place,
    count(*) OVER (PARTITION BY measured.customer_id) AS gaps
  FROM (
    SELECT
      p.customer_id,
      p.happened_day - max(p.happened_day) OVER (
        PARTITION BY p.customer_id ORDER BY p.happened_day NULLS LAST ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
      ) AS days
    FROM personal AS p
    INNER JOIN quiet AS q ON p.customer_id = q.customer_id
    WHERE p.happened_day >= q.last_day - 365
  ) AS measured
  WHERE measured.days IS NOT NULL
) AS counted
GROUP BY counted.customer_id
