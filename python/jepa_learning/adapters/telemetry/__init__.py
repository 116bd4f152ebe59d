"""What the sidecar writes down about its own work."""
