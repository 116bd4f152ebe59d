"""What costs time without getting anywhere: one kind a file, each finding with the events that show it."""
