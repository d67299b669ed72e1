"""Answers out and in: the dataset of a study, its export as files, and answers collected elsewhere."""
