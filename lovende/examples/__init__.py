"""The example study: its questionnaire, its synthetic panel and answers, its published practices."""
