"""Personal data: shown to whom they are about, erased on request and in time, found in answers."""
