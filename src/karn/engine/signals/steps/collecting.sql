-- uses: attempts
-- Sources that record payments: in the others every invoice would look unpaid.
SELECT DISTINCT source FROM attempts
