-- uses: watched
-- reads: answers, asked, limits
-- A customer's newest answer to a survey, where it is unhappy and nobody came back to it by the day.
SELECT
  newest.customer_id,
  newest.said_day AS since_day,
  CASE WHEN newest.said_day >= b.as_of_day - m.fresh_days THEN 3 ELSE 2 END AS strength,
  newest.answer_id AS evidence_id,
  row_number() OVER (
    PARTITION BY newest.customer_id ORDER BY newest.said_at DESC NULLS LAST, newest.answer_id DESC NULLS LAST
  ) AS place,
  newest.said_day AS day,
  newest.survey
FROM (
  SELECT
    s.answer_id,
    s.customer_id,
    s.survey,
    s.unhappy,
    s.said_at,
    s.said_day,
    s.closed_day,
    row_number() OVER (
      PARTITION BY s.customer_id, s.survey_id ORDER BY s.said_at DESC NULLS LAST, s.answer_id DESC NULLS LAST
    ) AS place
  FROM answers AS s
  CROSS JOIN asked AS a
  WHERE s.said_day <= a.as_of_day AND coalesce(s.known_day, s.said_day) <= a.as_of_day
) AS newest
INNER JOIN watched AS w ON newest.customer_id = w.customer_id
CROSS JOIN asked AS b
CROSS JOIN limits AS m
WHERE
  newest.place = 1
  AND newest.unhappy
  AND newest.said_day >= b.as_of_day - m.back_days
  AND (newest.closed_day IS NULL OR newest.closed_day > b.as_of_day)
ORDER BY newest.customer_id NULLS LAST, 5 NULLS LAST
