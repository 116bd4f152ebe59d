"""Encoders of texts: hashed subwords, which need nothing, and MiniLM, whose weights come as a package."""
