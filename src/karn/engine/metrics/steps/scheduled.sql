-- uses: departed, lapsing, lone, noticed, walked
-- reads: calendar, request
-- Customers just before the end who are known to leave: by the end of their last subscription, or by
-- a notice received before the end and not taken back. Who only owes or pauses is not among them.
SELECT
  s.customer_id,
  s.by_no,
  CASE WHEN s.held_for_good <= 0 THEN s.last_change_on ELSE n.counts_on END AS leaves_on,
  s.held AS mrr,
  coalesce(d.kind, n.kind, 'unknown') AS kind,
  coalesce(d.reason, n.reason) AS reason,
  coalesce(d.notice_on, n.notice_on) AS notice_on
FROM (
  SELECT
    b.customer_id,
    max(b.by_no) AS by_no,
    CAST(sum(CASE WHEN c.on_date IS NOT NULL THEN b.held ELSE 0 END) AS DECIMAL(18, 6)) AS held,
    CAST(sum(b.held) AS DECIMAL(18, 6)) AS held_for_good,
    max(b.on_date) AS last_change_on
  FROM walked AS b
  LEFT JOIN calendar AS c ON b.on_date = c.on_date
  GROUP BY b.customer_id
  UNION ALL
  SELECT
    l.customer_id,
    l.by_no,
    l.held,
    CASE WHEN l.ends_on IS NULL THEN l.held ELSE CAST(0 AS DECIMAL(18, 6)) END AS held_for_good,
    coalesce(l.ends_on, l.starts_on) AS last_change_on
  FROM lone AS l
  CROSS JOIN request AS e
  WHERE l.starts_on < e.ends_on AND (l.ends_on IS NULL OR l.ends_on >= e.ends_on)
) AS s
LEFT JOIN (
  SELECT
    q.customer_id,
    q.counts_on,
    q.kind,
    q.reason,
    q.notice_on,
    row_number() OVER (PARTITION BY q.customer_id ORDER BY q.counts_on NULLS LAST, q.departure_id NULLS LAST) AS nearest
  FROM noticed AS q
  CROSS JOIN request AS r
  WHERE q.counts_on >= r.ends_on AND q.notice_on < r.ends_on
) AS n ON s.customer_id = n.customer_id AND n.nearest = 1
LEFT JOIN departed AS d ON s.customer_id = d.customer_id AND s.last_change_on = d.on_date
LEFT JOIN lapsing AS g ON s.customer_id = g.customer_id AND s.last_change_on = g.ends_on
WHERE
  s.held > 0
  AND (
    (s.held_for_good <= 0 AND (g.customer_id IS NULL OR d.notice_on IS NOT NULL))
    OR n.customer_id IS NOT NULL
  )
