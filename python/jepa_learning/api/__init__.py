"""The sidecar's HTTP surface."""
