"""Ratios measured in one run: the product beside a tiny reference that does the same database work."""
