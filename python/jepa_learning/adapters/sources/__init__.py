"""Where events come from: one file a source, and the project they belong to."""
