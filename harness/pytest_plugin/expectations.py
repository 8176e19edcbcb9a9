"""Files of expectations, collected as tests.

``shop.taptruth.yaml`` (or the same as TOML)::

    taptruth: 1
    apps:
    - app: com.example.recipes
      expect: clear
    - app: build/app.apk
      expect: violation
      rules: [C03]
      launches: 20
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from harness.domain.errors import DeviceError, UsageError

SUFFIXES = (".taptruth.yaml", ".taptruth.yml", ".taptruth.toml")


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is expected of one app."""

    app: str
    expect: Literal["clear", "violation", "suspected", "inconclusive"] = "clear"
    rules: tuple[str, ...] = ()
    """Rules that must fire."""
    launches: int | None = None
    seed: int = 0


class Expectations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file."""

    taptruth: Literal[1]
    apps: tuple[Expectation, ...]


def is_expectations(path: Path) -> bool:
    """By its name."""
    return path.name.endswith(SUFFIXES)


def read(path: Path) -> Expectations:
    """Read and check a file; ``UsageError`` says file and key."""
    decode = msgspec.toml.decode if path.suffix == ".toml" else msgspec.yaml.decode
    try:
        return decode(path.read_bytes(), type=Expectations)
    except (msgspec.MsgspecError, OSError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}; see docs/pytest.md") from error


class ExpectationsFile(pytest.File):
    """One file."""

    def collect(self) -> Iterator["ExpectationItem"]:
        """A test an app."""
        try:
            found = read(self.path)
        except UsageError as error:
            raise self.CollectError(str(error)) from error
        for one in found.apps:
            yield ExpectationItem.from_parent(self, name=one.app, expectation=one)


class ExpectationItem(pytest.Item):
    """One app of a file."""

    def __init__(self, *, expectation: Expectation, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.expectation = expectation
        self._case: Any = None

    def setup(self) -> None:
        """Scan: what goes wrong here is the rig's, and an error."""
        from harness.pytest_plugin import POOL  # noqa: PLC0415
        from harness.pytest_plugin.cases import PopupSession  # noqa: PLC0415

        wanted = self.expectation
        run = PopupSession(self.config.stash[POOL].device(), self, self.config)
        app = wanted.app
        if app.endswith(".apk"):
            app = str(self.path.parent / app)
        self._case = run(app, launches=wanted.launches, seed=wanted.seed)

    def runtest(self) -> None:
        """Compare."""
        self._case.expect(self.expectation.expect, self.expectation.rules)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The difference alone, without a traceback through us."""
        if isinstance(excinfo.value, (AssertionError, DeviceError, UsageError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """File and app."""
        return self.path, None, f"{self.path.name}: {self.expectation.app}"
