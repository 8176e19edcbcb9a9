"""The fire test: a farm while everything around it dies. ``make fire-farm``."""
