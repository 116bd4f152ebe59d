"""Every port in memory: for `:memory:` and for tests."""
