-- reads: events, asked
-- The last day on which anybody did anything: where it is long ago, the events have stopped coming in.
SELECT max(e.happened_day) AS latest_day
FROM events AS e
CROSS JOIN asked AS a
WHERE e.happened_day <= a.as_of_day
