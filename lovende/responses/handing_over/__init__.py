"""Passing on to a colleague, as respondents meet it; and who gave which answer."""
