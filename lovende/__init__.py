"""Lovende: from the experience of a crisis to lasting, shared practice."""

__version__ = "0.1.0"
