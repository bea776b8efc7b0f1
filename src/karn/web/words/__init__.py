"""What the engine's names are called on pages: columns, modes, attributes."""
