"""What moves with a customer, one file per noun."""
