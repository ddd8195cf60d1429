"""What people can do from beginning to end, in a real browser."""
