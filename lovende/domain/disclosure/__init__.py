"""Protection of people in published counts: which cells must be hidden, and proof that it is enough.

`system` describes printed counts and how they follow from each other, `suppression` chooses what
to hide, `audit` plays the attacker.
"""
