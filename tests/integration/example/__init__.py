"""Tests of the synthetic study: they look at its result, never at how it is made."""
