"""What comes back in a history: forms of commands, frequent sequences, loops and flows."""
