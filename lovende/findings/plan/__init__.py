"""How a study's findings are made: its plan as the files of a study, kept in the database."""
