-- uses: scheduled
-- Who is known to leave, when, what they pay, how and why.
SELECT by_no, customer_id, leaves_on, mrr, kind, reason, notice_on
FROM scheduled
ORDER BY leaves_on NULLS LAST, customer_id NULLS LAST
