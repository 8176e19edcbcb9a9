"""Modes of files as ``chmod`` and ``mkdir -m`` take them."""

import re

_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=][rwxXstugo]*)+)")
_STEP = re.compile(r"([-+=])([rwxXstugo]*)")
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111}
_WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777}
_SHIFT = {"u": 6, "g": 3, "o": 0}


def changed_mode(text: str, old: int, *, is_dir: bool) -> int:
    """Permission bits that ``text`` makes of ``old``; ``ValueError`` where it is no mode."""
    if re.fullmatch("[0-7]{1,5}", text) and int(text, 8) <= 0o7777:
        return int(text, 8)
    for clause in text.split(","):
        found = _CLAUSE.fullmatch(clause)
        if found is None:
            raise ValueError(text)
        mask = 0
        for who in found[1] or "a":
            mask |= _WHO[who]
        for sign, words in _STEP.findall(found[2]):
            bits = _bits(words, old, is_dir=is_dir) & mask
            old = {"+": old | bits, "-": old & ~bits, "=": old & ~mask | bits}[sign]
    return old


def _bits(words: str, old: int, *, is_dir: bool) -> int:
    bits = 0
    for word in words:
        if word in _BITS:
            bits |= _BITS[word]
        elif word in _SHIFT:
            bits |= (old >> _SHIFT[word] & 7) * 0o111
        elif word == "X":
            bits |= 0o111 if is_dir or old & 0o111 else 0
        else:
            bits |= 0o6000 if word == "s" else 0o1000
    return bits
