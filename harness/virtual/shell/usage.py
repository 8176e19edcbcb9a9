"""How many words a tool of toybox wants at least, and what it says where there are fewer."""

_ONE = dict.fromkeys(
    ("basename", "cp", "dirname", "ln", "mkdir", "mv", "nice", "printf", "readlink", "rm", "rmdir",
     "seq", "sleep", "stat", "touch", "truncate"), 1) | {"nohup": 125}  # fmt: skip
_TWO = {"chmod": 1, "chown": 1, "chgrp": 1, "timeout": 125}
"""By tool: the status of failing so."""


def too_few(argv: list[str]) -> tuple[str, int] | None:
    """Toybox's words and exit status where it was given too few; None where it was not."""
    name, given = argv[0].rpartition("/")[2], len(argv) - 1
    if name in _ONE and not given:
        return f'{name}: Needs 1 argument (see "{name} --help")\n', _ONE[name]
    if name in _TWO and given < 2:
        return f'{name}: Need 2 arguments (see "{name} --help")\n', _TWO[name]
    return None
