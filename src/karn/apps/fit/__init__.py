"""Who is a right client, by the company's own criteria."""
