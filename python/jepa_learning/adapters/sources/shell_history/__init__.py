"""The formats of shell histories: one file a format, bytes in, entries out."""
