"""Figures as SVG, drawn by us: plain data in, one string out, the same bytes every time."""
