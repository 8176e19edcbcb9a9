"""Mini-sh and the commands behind it."""
