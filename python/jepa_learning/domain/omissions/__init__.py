"""Omissions: what a commit probably lacks, by what its files changed with before and what the author does."""
