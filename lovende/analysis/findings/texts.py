"""A text in every language of the findings."""

Texts = dict[str, str]
"""Language -> text, e.g. `{"da": "Ja", "en": "Yes"}`."""
