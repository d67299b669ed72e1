"""E-mail of fieldwork: texts, rounds to waves, sending, the outbox, and what comes back."""
