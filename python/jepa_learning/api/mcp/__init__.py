"""MCP: the same questions for agents, by tools and one resource. Nothing is learnt or predicted here."""
