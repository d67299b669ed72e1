"""The panel and everything that is sent, said and counted on the way to an answer."""
