"""The rules of the field: pure, without files, network, clock or hidden randomness."""
