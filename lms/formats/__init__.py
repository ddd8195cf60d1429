"""Date formats of the interface."""
