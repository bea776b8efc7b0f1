-- uses: known_contacts
SELECT count(*) AS known
FROM known_contacts AS m
