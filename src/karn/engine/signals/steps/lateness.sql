-- uses: owed, collected
-- reads: invoices, asked
-- By how many days each customer who owes usually pays late: the median of the last year's three or more.
SELECT counted.customer_id, min(counted.days) AS days
FROM (
  SELECT
    paid.customer_id,
    paid.days,
    row_number() OVER (PARTITION BY paid.customer_id ORDER BY paid.days NULLS LAST) AS place,
    count(*) OVER (PARTITION BY paid.customer_id) AS times
  FROM (
    SELECT i.customer_id, c.paid_day - i.due_day AS days
    FROM invoices AS i
    INNER JOIN collected AS c ON i.invoice_id = c.invoice_id
    CROSS JOIN asked AS a
    WHERE
      i.customer_id IN (SELECT customer_id FROM owed)
      AND i.due_day IS NOT NULL
      AND c.paid_day > a.as_of_day - 365
  ) AS paid
) AS counted
WHERE counted.times >= 3 AND 2 * counted.place >= counted.times
GROUP BY counted.customer_id
