"""Answers as labelled variables, with the state of every single answer."""
