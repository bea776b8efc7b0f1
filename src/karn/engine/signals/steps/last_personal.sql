-- uses: personal
SELECT customer_id, max(happened_day) AS last_day
FROM personal
GROUP BY customer_id
