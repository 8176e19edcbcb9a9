"""``taptruth demo``: the main job on virtual phones, with nothing else installed.

Every sample app gets a virtual phone of its own and a scan of its own, as processes that
meet through an unmodified adb server; a few run side by side, because a scan mostly waits.
"""

import contextlib
import dataclasses
import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from harness.cli.exits import Exit
from harness.cli.progress import VERDICT_STYLE
from harness.cli.side_by_side import Scans
from harness.domain.errors import DeviceError, UsageError
from harness.domain.finding import Verdict

VERDICT_CODES = {int(Exit.CLEAR), int(Exit.FOUND), int(Exit.INCONCLUSIVE)}


@dataclasses.dataclass(frozen=True)
class Sample:
    """A sample app: its folder's name and its package."""

    name: str
    package: str


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the scan of one sample app gave."""

    sample: Sample
    code: int
    told: dict[str, Any]
    trouble: str = ""


@dataclasses.dataclass(frozen=True)
class RunningPhone:
    """A virtual phone that runs."""

    serial: str
    pid: int


@click.command(name="demo")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/demo"),
              show_default=True, help="Folder for report.html and the bundles.")  # fmt: skip
@click.option("--apps", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Another folder of app scripts.")  # fmt: skip
@click.option("--only", multiple=True, metavar="NAME", help="Only this sample app (repeatable).")
@click.option("--seed", default=7, show_default=True, help="Decides where chance decides.")
@click.option("--jobs", default=5, show_default=True, type=click.IntRange(1, 32),
              help="Phones side by side.")  # fmt: skip
@click.option("--launches", default=40, show_default=True, type=click.IntRange(1, 500),
              help="Launches to spend at most on each app.")  # fmt: skip
@click.option("--api", default=34, show_default=True, help="Android API level of the phones.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def command(
    out: Path,
    apps: Path | None,
    only: tuple[str, ...],
    seed: int,
    jobs: int,
    launches: int,
    api: int,
    as_json: bool,
) -> int:
    """Show it all: scan the sample apps on virtual phones and write a report."""
    from harness.run.outputs import write_outputs  # noqa: PLC0415  loads the report's libraries
    from harness.virtual.profiles import RELEASES  # noqa: PLC0415

    if api not in RELEASES:
        raise UsageError(f"--api {api}: expected one of {', '.join(map(str, RELEASES))}")
    console = Console(stderr=True, highlight=False)
    folder = apps or sample_apps_folder()
    samples = samples_in(folder, only)
    _fresh(out, samples)
    options = {"seed": seed, "launches": launches, "api": api}
    with own_adb() as env:
        answers = _scan_all(samples, folder, out, env, jobs, options, console)
    bundles = [out / a.sample.name for a in answers if a.code in VERDICT_CODES]
    written = write_outputs(bundles, out, lang="both", junit=out / "junit.xml") if bundles else {}
    _tell(answers, written, console, as_json=as_json)
    complete = all(answer.code in VERDICT_CODES for answer in answers)
    return Exit.CLEAR if complete else Exit.INTERNAL


def sample_apps_folder() -> Path:
    """Sample apps of the wheel, or of the repository that this runs from."""
    from harness.virtual.apps.samples import sample_apps  # noqa: PLC0415

    return sample_apps()


def samples_in(folder: Path, only: tuple[str, ...]) -> list[Sample]:
    """The app scripts below a folder, those wanted, in the order of their names."""
    from harness.virtual.apps.loader import load_app  # noqa: PLC0415

    found = {path.parent.name: path.parent for path in sorted(folder.glob("*/app.yaml"))}
    unknown = sorted(set(only) - set(found))
    if unknown or not found:
        raise UsageError(
            f"{folder}: no app script {', '.join(unknown) or 'NAME/app.yaml'}; "
            f"there are: {', '.join(found) or 'none'}"
        )
    wanted = only or tuple(found)
    return [Sample(name, load_app(found[name]).script.package) for name in wanted]


def _fresh(out: Path, samples: list[Sample]) -> None:
    """Make room: earlier bundles of these apps go, anything else below ``out`` stays."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for sample in samples:
            if (out / sample.name).exists():
                shutil.rmtree(out / sample.name)
    except OSError as error:
        raise UsageError(f"{out}: cannot write there: {error.strerror}; choose --out") from error


# --- processes ----------------------------------------------------------------
@contextlib.contextmanager
def own_adb() -> Iterator[dict[str, str]]:
    """An adb server of our own; its HOME is thrown away, the signing key is not."""
    from harness.device import adb  # noqa: PLC0415
    from harness.evidence.keys import default_key_path  # noqa: PLC0415

    with adb.own_adb() as env:
        yield {**env, "TAPTRUTH_KEY": os.environ.get("TAPTRUTH_KEY", str(default_key_path()))}


@contextlib.contextmanager
def virtual_phone(
    folder: Path,
    env: dict[str, str],
    *,
    seed: int,
    api: int,
    size: str = "720x1600",
    density: int = 320,
    timing: str = "ideal",
) -> Iterator[RunningPhone]:
    """A virtual phone that the adb server is connected to."""
    from harness.device.adb import run_adb  # noqa: PLC0415

    arguments = ["--apps", str(folder), "--port", "0", "--seed", str(seed), "--api", str(api)]
    arguments += ["--size", size, "--density", str(density)]
    arguments += ["--timing", timing]
    process = subprocess.Popen(
        [sys.executable, "-m", "harness.virtual.server", *arguments],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a terminal's Ctrl-C ends the scans first, then their phones
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().split()
        if not line or line[0] != "ready":
            raise DeviceError("a virtual phone did not start; run: taptruth virtual up --port 0")
        serial = line[1]
        run_adb(env, "connect", serial)
        yield RunningPhone(serial, process.pid)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _scan_one(
    scans: Scans,
    sample: Sample,
    folder: Path,
    out: Path,
    env: dict[str, str],
    options: dict[str, int],
) -> Answer:
    with virtual_phone(folder, env, seed=options["seed"], api=options["api"]) as phone:
        done = scans.scan(
            *(sample.package, "-s", phone.serial, "--bundle", str(out / sample.name)),
            *("--no-report", "--json", "--depth", "quick"),
            *("--seed", str(options["seed"]), "--launches", str(options["launches"])),
            env=env,
        )
    (out / f"{sample.name}.log").write_text(done.stderr)
    told = json.loads(done.stdout) if done.stdout.strip().startswith("{") else {}
    return Answer(sample, done.returncode, told, _last_line(done.stderr))


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _scan_all(
    samples: list[Sample],
    folder: Path,
    out: Path,
    env: dict[str, str],
    jobs: int,
    options: dict[str, int],
    console: Console,
) -> list[Answer]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    answers: dict[str, Answer] = {}
    with (
        Progress(*columns, console=console, transient=True) as bar,
        Scans(jobs) as scans,
    ):
        task = bar.add_task(f"scanning {len(samples)} sample apps", total=len(samples))
        one = functools.partial(_scan_one, scans, folder=folder, out=out, env=env, options=options)
        for answer in scans.each(one, samples):
            answers[answer.sample.name] = answer
            bar.advance(task)
            verdict = answer.told.get("verdict", f"failed: {answer.trouble}")
            bar.console.print(f"{answer.sample.name:<20} {verdict}", markup=False)
    return [answers[sample.name] for sample in samples]


# --- telling --------------------------------------------------------------------
def _tell(
    answers: list[Answer], written: dict[str, str], console: Console, *, as_json: bool
) -> None:
    if as_json:
        apps = [{"app": a.sample.name, "exit": a.code, **a.told} for a in answers]
        click.echo(json.dumps({"apps": apps, **written}, ensure_ascii=False))
        return
    Console(highlight=False).print(_table(answers))
    if "report" in written:
        console.print(f"report: {written['report']}", markup=False, soft_wrap=True)


def _table(answers: list[Answer]) -> Table:
    table = Table("sample app", "verdict", "launches", "seconds", "rules that fired", box=None)
    for answer in answers:
        told = answer.told
        if not told:
            table.add_row(answer.sample.name, f"failed: {answer.trouble}", style="red")
            continue
        fired = sorted({f["rule"] for f in told["findings"] if f["verdict"] == "violation"})
        verdict = Verdict(told["verdict"])
        table.add_row(
            answer.sample.name,
            f"[{VERDICT_STYLE[verdict]}]{verdict}[/]",
            str(told["launches"]),
            f"{told['seconds']:.0f}",
            ", ".join(fired),
        )
    return table
