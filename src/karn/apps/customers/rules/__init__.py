"""What can be said of customers without looking anything up."""
