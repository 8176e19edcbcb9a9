"""The worker's log: one JSON line an event, with host, case and serial; for people, plain."""

import logging
import sys
from typing import Any

import structlog

Log = Any
"""structlog's bound logger; its methods are made at run time."""


def open_log(host: str, *, as_json: bool) -> Log:
    """A log on stderr whose every line names the host."""
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.dict_tracebacks,
    ]
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    made = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    return made.bind(host=host)
