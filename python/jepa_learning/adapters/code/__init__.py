"""Readers of code: what words a file's text holds."""
