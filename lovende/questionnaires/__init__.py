"""Questionnaires of a study: versions, preview and pilot."""
