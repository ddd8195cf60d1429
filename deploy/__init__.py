"""What starts the product and its test servers: standard library only, no Django in these processes."""
