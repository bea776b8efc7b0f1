"""What somebody must do by when, and why."""
