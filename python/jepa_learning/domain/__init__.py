"""What is true without any technology."""
