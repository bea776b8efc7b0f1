"""The routine that keeps single clients: start-up, expectations, problems, reviews, value, wishes."""
