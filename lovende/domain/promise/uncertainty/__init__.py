"""How far a ranking can be trusted: the index made anew under other assumptions, many times.

What varies are choices of method: how answers are scored, what a don't know means, the limits, the
weights, the mean, the threshold. Nothing here is about sampling, nor about how another person would
have assessed an innovation: one person assessed each, and every answer is taken as it was given.
After Saisana, Saltelli and Tarantola (2005), Uncertainty and sensitivity analysis techniques as
tools for the quality assessment of composite indicators, J. R. Statist. Soc. A 168, 307-323.
"""
