"""Checks and pages of the repository; not part of the package."""
