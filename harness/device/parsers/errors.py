"""The one error of the parsers."""


class ParseError(ValueError):
    """The text is not what the command prints; ``str()`` says what was missing."""
