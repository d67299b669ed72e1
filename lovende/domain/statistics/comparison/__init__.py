"""Comparing groups: every test of every question row, with its effect size, in one call.

Nothing is imported here: a process that serves pages wants the rows (`model`), not the tests
(`driver`) with all of scipy behind them.
"""
