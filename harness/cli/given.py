"""Bundles that a person names on the command line."""

import contextlib
from collections.abc import Iterator

from harness.domain.errors import EvidenceError, UsageError


@contextlib.contextmanager
def bundle_given() -> Iterator[None]:
    """What is no readable bundle was the wrong argument: ``EvidenceError`` to ``UsageError``."""
    try:
        yield
    except EvidenceError as error:
        raise UsageError(str(error)) from error
