"""Whispers: hints that are shown only where they are likely to be worth the look."""
