-- uses: measured
-- What changes in each figure from one period to the next: a small table.
SELECT
  period_no,
  by_no,
  CAST(sum(customers * (open_now - open_then)) AS BIGINT) AS opening_customers,
  CAST(sum(customers * (lost_now - lost_then)) AS BIGINT) AS lost,
  CAST(sum(customers * (passed_now - passed_then)) AS BIGINT) AS joined_and_left,
  CAST(sum(customers * (revisited_now - revisited_then)) AS BIGINT) AS returned_and_left,
  CAST(sum(base_now - base_then) AS DECIMAL(18, 6)) AS opening_mrr,
  CAST(sum(kept_now - kept_then) AS DECIMAL(18, 6)) AS kept_mrr,
  CAST(sum(closing_now - closing_then) AS DECIMAL(18, 6)) AS closing_mrr
FROM measured
GROUP BY period_no, by_no
