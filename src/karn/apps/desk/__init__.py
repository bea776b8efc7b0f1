"""Pages that look across all apps."""
