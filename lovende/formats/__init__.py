"""One module for each file format, reading and writing the domain's objects."""
