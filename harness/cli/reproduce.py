"""``taptruth reproduce``: does what a person complains about happen here, too?"""

import datetime as dt
import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
from rich.console import Console

from harness.cli.asking import ask, language
from harness.cli.exits import Exit
from harness.cli.policies import consent_option, updates_option
from harness.cli.progress import TerminalProgress
from harness.domain.complaint import ClaimStatus, Complaint
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from harness.device.device import Device
    from harness.run.reproduce import Reproduced

EXIT_OF = {
    ClaimStatus.REPRODUCED: Exit.FOUND,
    ClaimStatus.NOT_REPRODUCED: Exit.CLEAR,
    ClaimStatus.UNDECIDED: Exit.INCONCLUSIVE,
}


@click.command(name="reproduce")
@click.argument("complaint", required=False, type=click.Path(path_type=Path))
@click.option("--ask", "asked", is_flag=True,
              help="Ask the questions one by one and write COMPLAINT.")  # fmt: skip
@click.option("-s", "--serial", help="Which device; else ANDROID_SERIAL, else the only one.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for bundle and reports.")
@click.option("--launches", type=click.IntRange(1, 500), help="Instead of the complaint's budget.")
@click.option("--seed", default=0, show_default=True, help="Decides where chance decides.")
@consent_option
@updates_option
@click.option("--lang", type=click.Choice(["zh", "en"]),
              help="Of questions and result; else as LANG says.")  # fmt: skip
@click.option("--no-run", is_flag=True, help="Check the complaint (or write it) and stop.")
@click.option("--no-report", is_flag=True, help="Leave the bundle only.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(
    complaint: Path | None,
    asked: bool,
    serial: str | None,
    out: Path | None,
    launches: int | None,
    seed: int,
    consent: str,
    updates: str,
    lang: str | None,
    no_run: bool,
    no_report: bool,
    as_json: bool,
) -> int:
    """Try on a device what a person complains about, until it is confirmed or refuted.

    COMPLAINT is a TOML file (docs/reproduce.md). Exit status: 1 reproduced, 0 refuted at the
    stated error level, 10 too little was seen to decide, 11 no device, 12 device lost.
    """
    lang = lang or language()
    given, text, folder = _given(complaint, lang, asked=asked)
    if launches is not None:
        budget = msgspec.structs.replace(given.budget, launches=launches)
        given = msgspec.structs.replace(given, budget=budget)
    from harness.run.complaints import evidence_files  # noqa: PLC0415  vision loads late

    files = evidence_files(given, folder)
    if no_run:
        return Exit.CLEAR
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    told = _Telling(Console(stderr=True, highlight=False), lang, as_json=as_json)
    options = {"seed": seed, "consent": consent, "updates": updates, "out": out}
    done = _run(given, text, folder, files, serial, options, told)
    if not no_report:
        told.report(done, out)
    told.result(done)
    return EXIT_OF[done.result.status]


def _given(path: Path | None, lang: str, *, asked: bool) -> tuple[Complaint, str, Path]:
    """The complaint, its text, and the folder that its paths start from."""
    from harness.run.complaints import read_complaint, to_toml  # noqa: PLC0415

    if not asked:
        if path is None:
            raise UsageError("which complaint? give a file, or: taptruth reproduce --ask")
        complaint, text = read_complaint(path)
        return complaint, text, path.parent
    to = path or Path(f"complaint-{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}.toml")
    if to.exists():
        raise UsageError(f"{to}: is there already; choose another name")
    complaint = ask(lang)
    text = to_toml(complaint)
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{to}: cannot be written: {error.strerror}; choose another") from error
    click.echo(f"complaint: {to}", err=True)
    return complaint, text, to.parent


def _run(
    complaint: Complaint,
    text: str,
    folder: Path,
    files: dict[str, Path],
    serial: str | None,
    options: dict[str, Any],
    told: "_Telling",
) -> "Reproduced":
    from detectors import Seer  # noqa: PLC0415  vision loads when a run begins
    from harness.device.device import Device, choose_serial  # noqa: PLC0415
    from harness.run.clock import HostClock  # noqa: PLC0415
    from harness.run.complaints import wanted_of  # noqa: PLC0415
    from harness.run.reproduce import reproduce  # noqa: PLC0415
    from harness.run.scan import ScanOptions  # noqa: PLC0415

    eyes = Seer()
    wanted, seen = wanted_of(complaint, files, eyes)
    told.sent(seen)
    with Device.connect(choose_serial(serial, os.environ)) as device:
        package = _package(complaint, folder, device)
        device.require_installed(package)
        base = options["out"] or Path("out") / f"complaint-{package}"
        scan = ScanOptions(
            package=package,
            bundle=base / "bundle",
            budget=complaint.budget.launches,
            seed=options["seed"],
            consent=options["consent"],
            updates=options["updates"],
        )
        progress = TerminalProgress(told.console)
        try:
            return reproduce(
                device,
                eyes,
                complaint,
                wanted,
                scan,
                text=text,
                files=files,
                clock=HostClock(),
                progress=progress,
            )
        except BaseException:
            progress.close()
            raise


def _package(complaint: Complaint, folder: Path, device: "Device") -> str:
    """The package to try; an APK is installed first."""
    from harness.device.launching import checked_package  # noqa: PLC0415

    app = complaint.app
    if app.apk is None:
        assert app.package is not None
        checked_package(app.package)
        return app.package
    path = folder / app.apk
    if not path.is_file():
        raise UsageError(f"{path}: app.apk: no such file; mend the path")
    return device.install(path)


class _Telling:
    """Says what came of it."""

    def __init__(self, console: Console, lang: str, *, as_json: bool) -> None:
        self.console = console
        self._lang = lang
        self._as_json = as_json

    def sent(self, seen: str) -> None:
        """What the detectors see in what the person sent."""
        if seen:
            self.console.print(f"the person's picture: {seen}", markup=False)

    def report(self, done: "Reproduced", out: Path | None) -> None:
        """The case's report beside its bundle."""
        from harness.run.outputs import write_outputs  # noqa: PLC0415

        folder = out or done.scan.bundle.parent
        written = write_outputs([done.scan.bundle], folder, lang="both")
        self.console.print(f"report: {written['report']}", markup=False, soft_wrap=True)

    def result(self, done: "Reproduced") -> None:
        """The result: the words, or everything as JSON."""
        result = done.result
        if self._as_json:
            told = {"bundle": str(done.scan.bundle), **msgspec.to_builtins(result)}
            click.echo(json.dumps(told, ensure_ascii=False))
            return
        zh = self._lang == "zh"
        click.echo(result.words_zh if zh else result.words_en)
        for note in result.notes_zh if zh else result.notes_en:
            click.echo(f"- {note}")
        self.console.print(f"bundle: {done.scan.bundle}", markup=False, soft_wrap=True)
