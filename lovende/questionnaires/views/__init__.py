"""Pages of questionnaires: versions, and the pilot."""
