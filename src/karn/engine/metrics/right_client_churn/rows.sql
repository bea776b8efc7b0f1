-- uses: fit_kinds, judged
-- The opening customers with their fit: what they paid, whether and when they left. The lost ones
-- first, of those the right ones.
SELECT j.period_no, j.by_no, j.customer_id, j.fit, j.opening_mrr, j.lost, j.notice_on, j.left_on
FROM judged AS j
INNER JOIN fit_kinds AS k ON j.fit = k.fit
ORDER BY
  j.period_no NULLS LAST,
  CASE WHEN j.lost THEN 0 ELSE 1 END NULLS LAST,
  k.fit_no NULLS LAST,
  j.opening_mrr DESC NULLS LAST,
  j.customer_id NULLS LAST
