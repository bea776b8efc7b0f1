"""What segments can ask of the routine, one file per noun."""
