"""What a segment can ask of customers: the kinds of fields, and the registry that holds them."""
