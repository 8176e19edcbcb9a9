"""The rule catalogue that ships with the tool."""

import functools
from importlib import resources

from harness.judge.catalogue import Catalogue, load_rules


@functools.cache
def load_catalogue() -> Catalogue:
    """Read ``rules.toml`` and ``clauses.toml`` of the package ``harness.judge``."""
    folder = resources.files("harness.judge")
    return load_rules(
        (folder / "rules.toml").read_text("utf-8"), (folder / "clauses.toml").read_text("utf-8")
    )
