-- uses: watched, known_judgements, moved_money, moved_use
-- reads: asked, limits
-- People say it is well while money or use fell, or that it is not while both are well and one rose; one row per
-- judgement, the last said first. Money goes before use.
SELECT
  found.customer_id,
  found.since_day,
  found.strength,
  found.judgement_id AS evidence_id,
  row_number() OVER (
    PARTITION BY found.customer_id
    ORDER BY found.said_day DESC NULLS LAST, found.judgement_id NULLS LAST
  ) AS place,
  found.says,
  found.about,
  found.said_day AS day,
  found.what,
  found.before,
  found.after,
  found.currency,
  found.recent,
  found.usual,
  found.days
FROM (
  SELECT
    j.customer_id,
    j.judgement_id,
    j.says,
    j.about,
    j.said_day,
    CASE WHEN j.money THEN greatest(j.said_day, j.moved_day) ELSE j.said_day END AS since_day,
    CASE
      WHEN j.says = 'bad' THEN 1
      WHEN j.money AND 2 * j.after <= j.before THEN 2
      WHEN NOT j.money AND 6 * j.recent <= j.earlier THEN 2
      ELSE 1
    END AS strength,
    CASE WHEN j.money THEN 'money' ELSE 'use' END AS what,
    CASE WHEN j.money THEN j.before END AS before,
    CASE WHEN j.money THEN j.after END AS after,
    CASE WHEN j.money THEN j.currency END AS currency,
    CASE WHEN NOT j.money THEN j.recent END AS recent,
    CASE WHEN NOT j.money THEN floor(j.earlier / 3) END AS usual,
    j.days
  FROM (
    SELECT
      k.customer_id,
      k.judgement_id,
      k.says,
      k.about,
      k.said_day,
      p.before,
      p.after,
      p.currency,
      p.moved_day,
      u.recent,
      u.earlier,
      m.days,
      coalesce(
        CASE
          WHEN k.says = 'good' THEN 100 * p.after <= (100 - m.percent) * p.before
          ELSE 100 * p.after >= (100 + m.percent) * p.before
        END AND p.before > 0,
        false
      ) AS money,
      coalesce(
        CASE
          WHEN k.says = 'good' THEN 300 * u.recent <= (100 - m.percent) * u.earlier
          ELSE 300 * u.recent >= (100 + m.percent) * u.earlier
        END,
        false
      ) AS used,
      coalesce(100 * p.after <= (100 - m.percent) * p.before AND p.before > 0, false)
      OR coalesce(300 * u.recent <= (100 - m.percent) * u.earlier, false) AS fell
    FROM known_judgements AS k
    INNER JOIN watched AS w ON k.customer_id = w.customer_id
    CROSS JOIN limits AS m
    LEFT JOIN moved_money AS p ON k.customer_id = p.customer_id
    LEFT JOIN moved_use AS u ON k.customer_id = u.customer_id
  ) AS j
  WHERE (j.money OR j.used) AND (j.says = 'good' OR NOT j.fell)
) AS found
CROSS JOIN asked AS a
WHERE found.since_day <= a.as_of_day
ORDER BY found.customer_id NULLS LAST, 5 NULLS LAST
