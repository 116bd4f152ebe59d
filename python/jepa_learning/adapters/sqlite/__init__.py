"""The event log and consent in SQLite files."""
