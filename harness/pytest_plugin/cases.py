"""Scans as a test sees them: a session that runs them, a case that is expected to be so."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from detectors import Seer
from harness.domain.finding import Finding, Verdict
from harness.pytest_plugin import settings
from harness.run.catalogue import load_catalogue
from harness.run.clock import HostClock
from harness.run.outputs import write_outputs
from harness.run.progress import Silence
from harness.run.scan import ScanOptions, ScanResult, scan

CASES = pytest.StashKey["list[PopupCase]"]()
_VERDICTS = tuple(str(verdict) for verdict in Verdict)


class DeceptivePopupError(AssertionError):
    """What was seen is not what was expected; its text is the difference, for a person."""


class PopupCase:
    """A scanned app: its verdict, findings and report."""

    def __init__(
        self, result: ScanResult, report: Path | None, rules: Sequence[str] | None
    ) -> None:
        self.result = result
        self.report = report
        self._rules = None if rules is None else frozenset(rules)

    @property
    def app(self) -> str:
        """Its package."""
        return self.result.case.app.package

    @property
    def verdict(self) -> Verdict:
        """Of the whole case; of the chosen rules alone where some were chosen."""
        if self._rules is None:
            return self.result.judgement.verdict
        found = {finding.verdict for finding in self.findings}
        for verdict in (Verdict.VIOLATION, Verdict.SUSPECTED, Verdict.INCONCLUSIVE):
            if verdict in found:
                return verdict
        return Verdict.CLEAR if found else Verdict.INCONCLUSIVE

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of the rules that count here."""
        every = self.result.judgement.findings
        return tuple(f for f in every if self._rules is None or f.rule in self._rules)

    def fired(self) -> list[str]:
        """Rules that are broken, each once."""
        return sorted({f.rule for f in self.findings if f.verdict is Verdict.VIOLATION})

    def expect(self, verdict: str = "clear", rules: Sequence[str] = ()) -> None:
        """Fail unless the verdict is this one and the named rules fired.

        Could not tell (``inconclusive``, ``suspected``) is neither: it skips, with the reason,
        unless it is what was expected.
        """
        if verdict not in _VERDICTS:
            raise pytest.UsageError(f"expect {verdict!r}: choose one of {', '.join(_VERDICTS)}")
        missing = [rule for rule in rules if rule not in self.fired()]
        if self.verdict == verdict and not missing:
            return
        if self.verdict in {Verdict.INCONCLUSIVE, Verdict.SUSPECTED}:
            pytest.skip(self.why_untold())
        raise DeceptivePopupError(self.difference(verdict, missing))

    def why_untold(self) -> str:
        """Why there is no verdict, in one line."""
        reasons = "; ".join(self.result.judgement.reasons_en) or "no reason was given"
        where = f" (report: {self.report})" if self.report else ""
        return f"taptruth could not tell ({self.verdict}): {reasons}{where}"

    def difference(self, verdict: str, missing: Sequence[str] = ()) -> str:
        """Expected and seen, a line each finding, and where the report lies."""
        case = self.result.case
        lines = [
            f"{case.app.label or case.app.package} {case.app.version_name or ''}".rstrip()
            + f" ({case.app.package}) on {case.device.model}, {len(case.trials)} launches",
            f"- expected: {verdict}" + (f", rules {', '.join(missing)}" if missing else ""),
            f"+ seen:     {self.verdict}"
            + (f", rules {', '.join(self.fired())}" if self.fired() else ""),
        ]
        lines += [
            f"  {found.rule} {found.subject}: {found.reason_en}"
            for found in self.findings
            if found.verdict is Verdict.VIOLATION
        ]
        if self.report:
            lines.append(f"  report: {self.report}")
        lines.append(f"  bundle: {self.result.bundle}")
        return "\n".join(lines)


class PopupSession:
    """Scans apps for one test on one phone."""

    def __init__(self, device: Any, node: pytest.Item, config: pytest.Config) -> None:
        self._device = device
        self._node = node
        self._config = config

    def __call__(
        self,
        app: str,
        *,
        rules: Sequence[str] | None = None,
        launches: int | None = None,
        expect: str | None = None,
        seed: int = 0,
    ) -> PopupCase:
        """Scan one app (a package, or a path to an APK); with ``expect``, compare at once.

        Raises ``DeviceError`` where the rig fails: in a fixture, that makes the test an error.
        """
        profile = settings.given(self._config, "profile")
        known = load_catalogue(profile)
        if unknown := sorted(set(rules or ()) - {rule.id for rule in known.rules}):
            raise pytest.UsageError(
                f"{self._node.nodeid}: no rule {', '.join(unknown)}; type: taptruth rules"
            )
        package = self._device.install(Path(app)) if app.endswith(".apk") else app
        self._device.require_installed(package)
        folder = self._folder(package)
        options = ScanOptions(
            package=package,
            bundle=folder / "bundle",
            budget=launches or settings.launches(self._config),
            seed=seed,
            profile=profile,
        )
        result = scan(self._device, Seer(), options, clock=HostClock(), progress=Silence())
        case = PopupCase(result, self._report(result, folder), rules)
        self._remember(case)
        if expect is not None:
            case.expect(expect)
        return case

    def _folder(self, package: str) -> Path:
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", f"{self._node.nodeid}-{package}")[-120:]
        folder = settings.output(self._config) / name
        number = 1
        while folder.exists():
            number += 1
            folder = folder.with_name(f"{name}-{number}")
        return folder

    def _report(self, result: ScanResult, folder: Path) -> Path | None:
        if settings.artifacts(self._config) == "off":
            return None
        return Path(write_outputs([result.bundle], folder)["report"])

    def _remember(self, case: PopupCase) -> None:
        self._node.stash.setdefault(CASES, []).append(case)
        self._node.user_properties += [
            ("taptruth_app", case.app),
            ("taptruth_verdict", str(case.verdict)),
            ("taptruth_rules", ",".join(case.fired())),
            ("taptruth_bundle", str(case.result.bundle)),
        ]


def drop_artifacts(node: pytest.Item, *, failed: bool) -> None:
    """Remove what ``--taptruth-artifacts`` says is not to be kept."""
    chosen = settings.artifacts(node.config)
    if chosen == "on" or (chosen == "retain-on-failure" and failed):
        return
    for case in node.stash.get(CASES, []):
        shutil.rmtree(case.result.bundle.parent, ignore_errors=True)
