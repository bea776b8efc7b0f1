-- reads: rhythms, asked
-- How often each customer wants to be heard, as it was known on the day: what they said, else their segment's.
SELECT ranked.customer_id, ranked.days
FROM (
  SELECT
    r.customer_id,
    r.days,
    row_number() OVER (
      PARTITION BY r.customer_id
      ORDER BY
        CASE WHEN r.own THEN 1 ELSE 0 END DESC NULLS LAST,
        r.known_day DESC NULLS LAST,
        r.rhythm_id NULLS LAST
    ) AS place
  FROM rhythms AS r
  CROSS JOIN asked AS a
  WHERE coalesce(r.known_day, a.as_of_day) <= a.as_of_day AND (r.ended_day IS NULL OR r.ended_day > a.as_of_day)
) AS ranked
WHERE ranked.place = 1
