"""The routes: one file a subject; parse, call the use case, answer."""
