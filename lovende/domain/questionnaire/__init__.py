"""Questionnaires: what is asked, when it is asked, and whether the answers keep to it."""
