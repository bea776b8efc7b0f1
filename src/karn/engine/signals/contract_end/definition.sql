-- uses: watched, paid, known_prices
-- reads: terms, asked, limits
-- Running contracts whose term ends within the notice period and so many days, with no price or contract that
-- begins after it and nothing planned; the nearest first. Terms under three months renew all the time.
SELECT
  t.customer_id,
  t.contract_ends_day - coalesce(t.notice_days, m.notice_days) - m.ahead_days AS since_day,
  CASE
    WHEN t.contract_ends_day <= a.as_of_day + coalesce(t.notice_days, m.notice_days) + m.soon_days THEN 2
    ELSE 1
  END AS strength,
  t.subscription_id AS evidence_id,
  row_number() OVER (
    PARTITION BY t.customer_id ORDER BY t.contract_ends_day NULLS LAST, t.subscription_id NULLS LAST
  ) AS place,
  t.contract_ends_day AS day,
  coalesce(t.notice_days, m.notice_days) AS notice_days
FROM terms AS t
INNER JOIN watched AS w ON t.customer_id = w.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
LEFT JOIN known_prices AS p ON t.customer_id = p.customer_id AND p.starts_day >= t.contract_ends_day
WHERE
  t.subscription_id IN (SELECT subscription_id FROM paid)
  AND p.customer_id IS NULL
  AND t.contract_ends_day > a.as_of_day
  AND t.contract_ends_day <= a.as_of_day + coalesce(t.notice_days, m.notice_days) + m.ahead_days
  AND coalesce(t.term_months, 12) >= 3
  AND coalesce(t.known_day, 0) <= a.as_of_day
  AND (t.renewal_planned_day IS NULL OR t.renewal_planned_day > a.as_of_day)
ORDER BY t.customer_id NULLS LAST, place NULLS LAST
