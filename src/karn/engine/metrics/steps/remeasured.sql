-- reads: groups, periods
-- What exchange rates did to the opening balance: nothing, one currency.
SELECT p.period_no, g.by_no, CAST(0 AS DECIMAL(18, 6)) AS fx_mrr, CAST(0 AS BIGINT) AS fx_customers
FROM periods AS p
CROSS JOIN groups AS g
