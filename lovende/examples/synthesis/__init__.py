"""A synthetic study whose every published count is that of the source.

The source publishes counts, not answers. This generator draws a panel and answers that give those
counts exactly, follow the routing, and hang together as answers do:

- `panel`: who is invited and who answers, so that the response by size comes out;
- `traits`: what makes the answers of a person, and of a municipality, alike;
- `splits`: how each count falls on large and smaller municipalities, without a difference but in
  question 1;
- `sheet`, `closed`: the closed questions, each respondent's by rank of inclination;
- `promise`: who describes an innovation, and exchanges that make 60 of 160 most promising;
- `descriptions`, `second`, `outcomes`: the words, the second innovations, how each contact ended.

Nothing in it comes from a real person or municipality but the municipalities' names and sizes.
"""

from lovende.examples.synthesis.study import SEED, SyntheticStudy, synthetic_study

__all__ = ["SEED", "SyntheticStudy", "synthetic_study"]
