"""Pure functions from a device's output to values, one file a command.

Each tolerates CRLF, nulls, several displays and truncation: it returns what it could read and
raises nothing but ``ParseError``.
"""
