"""How fieldwork goes, while it goes: made from counts alone, whatever the number of answers."""
