"""How somebody works, in sentences with numbers, and as a graph of what belongs together."""
