"""The promising-practice index: its definition, scores and diagnostics."""
