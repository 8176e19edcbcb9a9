"""Pure vision: pixels (and a hierarchy) in, sight out."""
