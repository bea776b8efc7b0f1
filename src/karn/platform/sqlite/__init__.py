"""Django's SQLite, where those who want to write wait for each other without losing time."""
