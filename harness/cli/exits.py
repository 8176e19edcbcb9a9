"""Exit codes of the command (design §11)."""

import enum


class Exit(enum.IntEnum):
    """What the shell is told."""

    CLEAR = 0
    """Ran, no rule broken."""
    FOUND = 1
    """At least one violation."""
    USAGE = 2
    """Wrong arguments or configuration."""
    INTERNAL = 3
    """Our bug."""
    INCONCLUSIVE = 10
    """Ran, no verdict."""
    NO_DEVICE = 11
    """None, several without a choice, offline, unauthorized."""
    DEVICE_LOST = 12
    """Gone while running; the partial bundle is sealed."""
    TAMPERED = 13
    """``verify`` failed."""
    INTERRUPTED = 130
    """Ctrl-C; what was seen is sealed."""
