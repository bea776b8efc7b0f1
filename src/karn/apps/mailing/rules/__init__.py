"""What a mail says, to which addresses one may go, and when it is tried again."""
