"""What leavers say, kept apart: no row here knows a customer."""
