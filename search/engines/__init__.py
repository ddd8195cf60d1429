"""Engines: each finds and counts over the same tokens; only this package may import an engine."""
