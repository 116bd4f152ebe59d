"""What runs as a process: one command a file."""
