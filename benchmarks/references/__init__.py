"""What the product is measured against: the least program that does the same work."""
