"""What is done with personal data: handed out, erased, replayed."""
