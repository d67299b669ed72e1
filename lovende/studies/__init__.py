"""Studies, the people who work on them and what they did: users, organisations, roles, the audit log."""
