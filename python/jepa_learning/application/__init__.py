"""Use cases: one verb a file, none knows a technology."""
