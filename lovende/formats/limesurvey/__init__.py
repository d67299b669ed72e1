"""LimeSurvey's survey structure (`.lss`), of LimeSurvey 1.8 to 6, read as a questionnaire.

What becomes what:

- Lists, yes/no, gender and the five-point choice become questions with one choice; *other* becomes
  a choice `-oth-` and a text question; a list with comment gets a text question `…_comment`.
- Multiple choice becomes a several-choice question (*other*: a choice `other` and a text question
  `…_othertext`; comments: a text question for each option).
- Arrays become a matrix, a dual-scale array two. Arrays of texts or numbers, several short texts
  and several numbers become a group with a question for each cell.
- Texts, numbers, dates, equations and text displays become their like; the welcome text and the
  descriptions of groups become notes.
- Relevance equations, conditions of the older kind and validation equations are translated where
  they use the common subset of ExpressionScript.
- HTML in texts becomes plain text.

Rankings, file uploads, the language switch, and everything else that has no place in the model, is
left out and told by question.
"""

from lovende.formats.limesurvey.reading import read_limesurvey

__all__ = ["read_limesurvey"]
