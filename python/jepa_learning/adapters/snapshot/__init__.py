"""What was learnt, kept in a file."""
