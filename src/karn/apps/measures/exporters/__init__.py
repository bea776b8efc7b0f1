"""What the database hands to the engine, one file per table of the lake."""
