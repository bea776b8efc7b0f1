"""Django without the trade: what every app of every kind would need."""
