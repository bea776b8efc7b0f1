-- uses: watched
-- reads: observations, asked, limits
-- What was noticed of each customer by the day, of each kind the newest first.
SELECT
  o.observation_id,
  o.customer_id,
  o.kind,
  coalesce(o.words, '') AS words,
  o.noticed_day,
  count(*) OVER (PARTITION BY o.customer_id, o.kind) AS times,
  row_number() OVER (
    PARTITION BY o.customer_id, o.kind
    ORDER BY o.noticed_at DESC NULLS LAST, o.observation_id DESC NULLS LAST
  ) AS place
FROM observations AS o
INNER JOIN watched AS w ON o.customer_id = w.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE
  o.noticed_day <= a.as_of_day
  AND coalesce(o.known_day, o.noticed_day) <= a.as_of_day
  AND o.noticed_day >= a.as_of_day - m.back_days
