"""What could be done about waste: a change to a file, what it would save, and what it risks."""
