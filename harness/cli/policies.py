"""What is done to dialogs on the way: the same two options of every command that scans."""

from collections.abc import Callable
from typing import Any

import click

consent_option: Callable[[Any], Any] = click.option(
    "--consent", type=click.Choice(["accept", "decline", "stop"]), default="accept",
    show_default=True, help="What to do with consent dialogs on the way.",
)  # fmt: skip
updates_option: Callable[[Any], Any] = click.option(
    "--updates", type=click.Choice(["examine", "later", "stop"]), default="examine",
    show_default=True, help="What to do with offers of a newer version: later puts them off and "
    "goes on to what comes behind them.",
)  # fmt: skip
