"""The one model that every output of the virtual phone is derived from."""
