"""Pages of mail: where fieldwork stands, texts, rounds, the outbox, and saying no."""
