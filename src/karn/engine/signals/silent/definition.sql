-- uses: quiet, gaps, keeping, known_talks, known_rhythms, watched, last_personal, joined
-- reads: asked, limits
-- No personal contact for longer than the customer's own limit; without enough past for longer than the
-- rhythm (theirs, else the company's), where most customers are within it. And customers nobody ever spoke with since they joined.
SELECT
  found.customer_id,
  found.last_day AS since_day,
  CASE
    WHEN found.usual IS NOT NULL AND 2 * (a.as_of_day - found.last_day) > 3 * found.most THEN 2
    ELSE 1
  END AS strength,
  max(t.conversation_id) AS evidence_id,
  found.last_day AS day,
  false AS never,
  found.usual,
  found.most
FROM (
  SELECT
    q.customer_id,
    q.last_day,
    g.usual,
    CASE
      WHEN g.usual IS NOT NULL THEN greatest(m.fewest_days, m.times * g.usual, g.longest)
      WHEN 2 * k.contacted >= k.customers THEN coalesce(r.days, m.rhythm_days)
    END AS most
  FROM quiet AS q
  CROSS JOIN keeping AS k
  CROSS JOIN limits AS m
  LEFT JOIN gaps AS g ON q.customer_id = g.customer_id
  LEFT JOIN known_rhythms AS r ON q.customer_id = r.customer_id
) AS found
CROSS JOIN asked AS a
LEFT JOIN known_talks AS t
  ON found.customer_id = t.customer_id
  AND found.last_day = t.happened_day
  AND NOT t.bulk
WHERE found.last_day < a.as_of_day - found.most
GROUP BY found.customer_id, found.last_day, found.usual, found.most, a.as_of_day
UNION ALL
SELECT
  w.customer_id,
  j.joined_day AS since_day,
  1 AS strength,
  NULL AS evidence_id,
  j.joined_day AS day,
  true AS never,
  NULL AS usual,
  coalesce(s.days, n.rhythm_days) AS most
FROM watched AS w
INNER JOIN joined AS j ON w.customer_id = j.customer_id
CROSS JOIN keeping AS h
CROSS JOIN asked AS b
CROSS JOIN limits AS n
LEFT JOIN last_personal AS l ON w.customer_id = l.customer_id
LEFT JOIN known_rhythms AS s ON w.customer_id = s.customer_id
WHERE
  l.customer_id IS NULL
  AND j.joined_day < b.as_of_day - coalesce(s.days, n.rhythm_days)
  AND 2 * h.contacted >= h.customers
ORDER BY customer_id NULLS LAST
