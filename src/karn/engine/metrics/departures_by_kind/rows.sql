-- uses: dated
-- reads: calendar, reaches
-- Who left, when, what they paid, how and why.
SELECT
  r.period_no,
  t.by_no,
  t.customer_id,
  t.on_date AS left_on,
  t.mrr,
  t.kind,
  t.departure_id,
  t.reason,
  t.notice_on,
  t.contract_ends_on
FROM dated AS t
INNER JOIN calendar AS c ON t.counted_on = c.on_date
INNER JOIN reaches AS r ON c.slot_no = r.slot_no
WHERE r.during
ORDER BY r.period_no NULLS LAST, t.mrr DESC NULLS LAST, t.customer_id NULLS LAST, t.on_date NULLS LAST
