"""The copy of one's own answers."""
