"""What starts and stops the product."""
