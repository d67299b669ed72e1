"""What the answers say while they come in: monitoring, findings, reports."""
