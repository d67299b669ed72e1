"""Measurements of the platform: real processes, real databases, respondents who walk through all pages."""
