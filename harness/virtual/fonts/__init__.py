"""Font files that the painter draws with: package data, no code."""
