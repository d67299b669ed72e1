"""From a study file to a findings object: the plan carried out, without a database."""
