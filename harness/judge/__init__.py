"""Rules as data, and the functions that turn trials into findings."""
