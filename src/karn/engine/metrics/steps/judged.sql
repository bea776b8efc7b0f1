-- uses: cohort_members, fit_spans
-- keep: yes
-- The opening customers with their fit: of who left as it was on the day of the notice (without one, on
-- the day they left), of who stayed as it was just before the period began. Without a check: unchecked.
SELECT
  o.period_no,
  o.by_no,
  o.customer_id,
  o.opening_mrr,
  o.lost,
  o.left_on,
  o.notice_on,
  coalesce(f.fit, 'unchecked') AS fit
FROM cohort_members AS o
LEFT JOIN fit_spans AS f
  ON
    o.customer_id = f.customer_id
    AND CASE
      WHEN o.lost
        THEN
          f.from_on <= coalesce(o.notice_on, o.left_on)
          AND (f.until_on IS NULL OR f.until_on > coalesce(o.notice_on, o.left_on))
      ELSE f.from_on < o.starts_on AND (f.until_on IS NULL OR f.until_on >= o.starts_on)
    END
