"""Click commands, thin."""
