"""The pages on which a respondent answers: opened by a secret address, without sign-in or cookies."""
