"""What is known of one person, of the register, and of who was erased."""
