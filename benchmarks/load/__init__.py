"""How many pages a second, and how long each takes, with very many customers."""
