"""Pages of answers out and in."""
