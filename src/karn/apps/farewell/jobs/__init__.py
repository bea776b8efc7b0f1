"""Background work, one file per noun."""
