"""What goes over the wire, both ways, one file a room; docs/reference/http.md has it in words.

The inside knows none of it.
"""
