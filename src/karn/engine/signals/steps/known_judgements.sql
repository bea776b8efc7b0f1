-- reads: judgements, asked
-- What people here said of each customer, as it was known and held on the day.
SELECT j.judgement_id, j.customer_id, j.about, j.says, j.said_day
FROM judgements AS j
CROSS JOIN asked AS a
WHERE
  coalesce(j.known_day, j.said_day) <= a.as_of_day
  AND j.said_day <= a.as_of_day
  AND (j.until_day IS NULL OR j.until_day > a.as_of_day)
  AND (j.ended_day IS NULL OR j.ended_day > a.as_of_day)
