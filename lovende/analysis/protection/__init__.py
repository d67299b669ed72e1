"""Makes findings for the public out of findings for the analyst: nobody can be told from them."""

from lovende.analysis.protection.findings import protect_findings
from lovende.analysis.protection.knowledge import Knowledge, knowledge_of

__all__ = ["Knowledge", "knowledge_of", "protect_findings"]
