-- uses: waiting, own_answers, usual_answers
-- reads: asked, limits
-- Messages left for more workdays than they may be; one row per message, the oldest first. A week begins on
-- Monday: day 0, the first of 1970, was a Thursday.
SELECT
  late.customer_id,
  late.oldest_day AS since_day,
  CASE
    WHEN late.oldest_day < a.as_of_day - m.fresh_days THEN CASE WHEN late.waiting >= 2 THEN 2 ELSE 1 END
    WHEN late.waiting >= 2 OR late.oldest_day < a.as_of_day - m.workdays - 5 THEN 3
    ELSE 2
  END AS strength,
  late.conversation_id AS evidence_id,
  late.place,
  late.channel,
  late.oldest_day AS day,
  late.waiting,
  m.workdays AS most,
  coalesce(o.days, u.days) AS usual
FROM (
  SELECT
    w.customer_id,
    w.conversation_id,
    w.channel,
    row_number() OVER (
      PARTITION BY w.customer_id ORDER BY w.happened_at NULLS LAST, w.conversation_id NULLS LAST
    ) AS place,
    count(*) OVER (PARTITION BY w.customer_id) AS waiting,
    min(w.happened_day) OVER (PARTITION BY w.customer_id) AS oldest_day
  FROM waiting AS w
  CROSS JOIN asked AS b
  CROSS JOIN limits AS n
  WHERE
    w.happened_day > b.as_of_day - n.back_days
    AND (
      5 * floor((b.as_of_day + 3) / 7)
      + least(b.as_of_day + 4 - 7 * floor((b.as_of_day + 3) / 7), 5)
      - 5 * floor((w.happened_day + 3) / 7)
      - least(w.happened_day + 4 - 7 * floor((w.happened_day + 3) / 7), 5)
    ) > n.workdays
) AS late
CROSS JOIN asked AS a
CROSS JOIN limits AS m
LEFT JOIN own_answers AS o ON late.customer_id = o.customer_id
LEFT JOIN usual_answers AS u ON u.days IS NOT NULL
ORDER BY late.customer_id NULLS LAST, late.place NULLS LAST
