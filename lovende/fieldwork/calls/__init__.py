"""The telephone: who is to be called, what came of it, who tells more about open answers."""
