"""Watching folders for what is saved in them, with watchfiles."""
