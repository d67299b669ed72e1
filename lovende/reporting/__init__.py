"""From a findings object to documents and figures."""
