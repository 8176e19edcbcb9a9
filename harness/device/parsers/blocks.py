"""Text in blocks, each opened by a line of its own."""

import re


def blocks(opening: re.Pattern[str], text: str) -> list[tuple[re.Match[str], str]]:
    """Each match with the text up to the next one; empty when nothing matches."""
    matches = list(opening.finditer(text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [(match, text[match.end() : end]) for match, end in zip(matches, ends, strict=False)]
