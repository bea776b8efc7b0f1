"""Rules that say what may mean a customer is about to leave: SQL over the tables, as of any day."""
