"""Findings of the answers as they stand: made in the background, kept, and told when they are old."""
