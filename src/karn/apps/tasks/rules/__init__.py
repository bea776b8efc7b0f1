"""What a task of each kind says. Pure functions of facts."""
