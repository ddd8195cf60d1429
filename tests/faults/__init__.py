"""Faults of real servers: what breaks is broken on purpose, and nothing is lost."""
