"""What one reader keeps of searching: recent queries, saved ones, and notices about what is new for them."""
