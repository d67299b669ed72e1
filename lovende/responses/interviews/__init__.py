"""What is said on the telephone: the short interview, and more about open answers."""
