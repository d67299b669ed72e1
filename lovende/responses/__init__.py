"""Answering, and what was answered: stored so that it lasts."""
