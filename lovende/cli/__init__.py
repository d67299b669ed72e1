"""The `lovende` command: one module for each verb."""
