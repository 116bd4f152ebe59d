"""The vector memory in Qdrant: embedded in the sidecar, or on a server."""
