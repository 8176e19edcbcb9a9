"""Sessions that yield commands and are sent events, and the plan that picks the next."""
