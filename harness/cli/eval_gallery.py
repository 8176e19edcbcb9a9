"""``python -m harness.cli.eval_gallery``: scan known apps on virtual phones, compare with truth.

Every app of the gallery, and as many apps made by chance as wanted, get a phone of their own;
several run side by side. A finished scan is one line of ``OUT/results.jsonl``: a run that was
interrupted goes on where it stopped. Bundles of scans that did not wholly hold stay in ``OUT``.
"""

import functools
import json
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from harness.cli.demo import own_adb, virtual_phone
from harness.cli.gallery_results import Account, Known, Result, account_of
from harness.cli.gallery_tables import causes, confusion, costs, headlines
from harness.cli.side_by_side import Scans
from harness.domain.errors import EvidenceError, TapTruthError, UsageError
from harness.evidence.reader import open_bundle

GALLERY = Path(__file__).parents[2] / "fixtures" / "gallery"
RESULTS = "results.jsonl"
SCAN_LIMIT_S = 1500


class Job(msgspec.Struct, frozen=True):
    """An app to scan with a seed."""

    folder: Path
    name: str
    seed: int
    package: str


@click.command()
@click.option(
    "--gallery",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=GALLERY,
    help="App scripts with truth.toml  [default: fixtures/gallery].",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out/gallery"), show_default=True
)
@click.option("--only", multiple=True, metavar="TEXT", help="Only apps whose GROUP/NAME has TEXT.")
@click.option(
    "--count",
    default=0,
    show_default=True,
    type=click.IntRange(0, 10_000),
    help="Apps made by chance besides, for each seed.",
)
@click.option("--seeds", default="1", show_default=True, metavar="N,N…", help="Seeds, by commas.")
@click.option(
    "--jobs", default=4, show_default=True, type=click.IntRange(1, 32), help="Phones side by side."
)
@click.option(
    "--launches",
    default=40,
    show_default=True,
    type=click.IntRange(1, 500),
    help="Launches to spend at most on each app.",
)
@click.option(
    "--screen",
    default="720x1600@280",
    show_default=True,
    metavar="WxH@DPI",
    help="The phones' screen: 720x1600@280 has as many dp as 1080x2400@420 at half the cost. "
    "The apps are drawn for 411 dp: on a narrower one some pop-ups lie over its edge.",
)
@click.option("--depth", default="quick", show_default=True, help="As of `taptruth scan`.")
@click.option("--show", is_flag=True, help="Print what is known; scan nothing.")
def command(
    gallery: Path,
    out: Path,
    only: tuple[str, ...],
    count: int,
    seeds: str,
    jobs: int,
    launches: int,
    screen: str,
    depth: str,
    *,
    show: bool,
) -> None:
    """Scan apps whose truth is known and print verdict against truth."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / RESULTS
    before = known_results(file)
    if not show:
        done = {(r.app, r.seed) for r in before if r.verdict}  # what failed is tried again
        wanted = _jobs(gallery, out, only, count, _seeds(seeds))
        todo = [job for job in wanted if (job.name, job.seed) not in done]
        todo.sort(key=lambda job: zlib.crc32(job.name.encode()))  # a part of it is a fair sample
        _run(todo, out, jobs, _screen(screen), ["--launches", str(launches), "--depth", depth])
    tell(known_results(file))


def _screen(text: str) -> tuple[str, int]:
    if not (found := re.fullmatch(r"(\d+x\d+)@(\d+)", text)):
        raise UsageError(f"--screen {text}: expected pixels and dpi, as in 720x1600@280")
    return found[1], int(found[2])


def _seeds(text: str) -> list[int]:
    try:
        return [int(one) for one in text.split(",")]
    except ValueError:
        raise UsageError(f"--seeds {text}: expected numbers with commas, as in 1,2,3") from None


def _jobs(
    gallery: Path, out: Path, only: tuple[str, ...], count: int, seeds: list[int]
) -> Iterator[Job]:
    from harness.virtual.apps.loader import load_app  # noqa: PLC0415  its libraries load late

    folders = sorted(
        p.parent for depth in ("*", "*/*") for p in gallery.glob(f"{depth}/truth.toml")
    )
    for seed in seeds:
        made = out / "made" / f"seed-{seed}"
        names = [(f, f.relative_to(gallery).as_posix()) for f in folders]
        names += [(f, f"made-{seed}/{f.name}") for f in _fabricated(made, seed, count)]
        for folder, name in names:
            if not only or any(text in name for text in only):
                yield Job(folder, name, seed, load_app(folder).script.package)


def _fabricated(out: Path, seed: int, count: int) -> list[Path]:
    from harness.virtual.fabricate.apps import fabricate, write_app  # noqa: PLC0415  loads OpenCV

    folders = [out / f"app_{number:04}" for number in range(count)]
    for number, folder in enumerate(folders):
        if not (folder / "truth.toml").exists():
            write_app(out, fabricate(seed, number))
    return folders


def known_results(file: Path) -> list[Result]:
    """What earlier runs wrote, the latest of each scan; a line that was cut short is left out."""
    found: dict[tuple[str, int], Result] = {}
    for line in file.read_bytes().splitlines() if file.exists() else []:
        try:
            result = msgspec.json.decode(line, type=Result)
        except msgspec.MsgspecError:
            continue
        found[result.app, result.seed] = result
    return list(found.values())


def _run(todo: list[Job], out: Path, jobs: int, screen: tuple[str, int], more: list[str]) -> None:
    """Scan them all; interrupted, the scans that run are ended and no other begins."""
    talk = Console(stderr=True, highlight=False)
    with own_adb() as env, Scans(jobs) as scans:
        one = functools.partial(_scan, scans, out=out, env=env, screen=screen, more=more)
        for at, result in enumerate(scans.each(one, todo), 1):
            _note(result, f"{at}/{len(todo)}", out, talk)


def _note(result: Result, at: str, out: Path, talk: Console) -> None:
    with (out / RESULTS).open("ab") as file:
        file.write(msgspec.json.encode(result) + b"\n")
    cause = f" ({result.account.cause})" if result.account and result.account.cause else ""
    talk.print(
        f"{at} {result.mark:<7}{result.app} {result.verdict or result.trouble}{cause}"
        f" {' '.join(result.fired)} {result.launches} launches {result.seconds:.0f} s",
        markup=False,
        soft_wrap=True,
    )


def _scan(
    scans: Scans,
    job: Job,
    out: Path,
    env: dict[str, str],
    screen: tuple[str, int],
    more: list[str],
) -> Result:
    known = msgspec.toml.decode((job.folder / "truth.toml").read_bytes(), type=Known)
    bundle = out / "bundles" / f"{job.name.replace('/', '-')}-{job.seed}"
    shutil.rmtree(bundle, ignore_errors=True)
    try:
        with virtual_phone(
            job.folder, env, seed=job.seed, api=34, size=screen[0], density=screen[1]
        ) as phone:
            done = scans.scan(
                *(job.package, "-s", phone.serial, "--bundle", str(bundle), "--no-report"),
                *("--json", "--seed", str(job.seed), *more),
                env=env,
                most_s=SCAN_LIMIT_S,
            )
    except (TapTruthError, subprocess.TimeoutExpired) as error:
        return Result(app=job.name, seed=job.seed, known=known, trouble=str(error)[:300])
    told = json.loads(done.stdout) if done.stdout.strip().startswith("{") else {}
    result = _result(job, known, told, done.stderr)
    if told:
        account = _account(bundle, result.verdict)
        result = msgspec.structs.replace(result, account=account, screen="@".join(map(str, screen)))
    if result.mark == "held":
        shutil.rmtree(bundle, ignore_errors=True)
    return result


def _account(bundle: Path, verdict: str) -> Account | None:
    try:
        with open_bundle(bundle) as opened:
            return account_of(opened.case, verdict)
    except EvidenceError:
        return None


def _result(job: Job, known: Known, told: dict[str, Any], talk: str) -> Result:
    if not told:
        last = next(
            (line for line in reversed(talk.splitlines()) if line.strip()), "it said nothing"
        )
        return Result(app=job.name, seed=job.seed, known=known, trouble=last[:300])
    by = {
        v: sorted({f["rule"] for f in told["findings"] if f["verdict"] == v})
        for v in ("violation", "suspected")
    }
    return Result(
        app=job.name,
        seed=job.seed,
        known=known,
        verdict=told["verdict"],
        fired=tuple(by["violation"]),
        suspected=tuple(by["suspected"]),
        launches=told["launches"],
        seconds=told["seconds"],
        reasons=tuple(told["reasons"]),
    )


def tell(results: list[Result]) -> None:
    """Print what is wrong, the table by trick, why scans were inconclusive, and the costs."""
    for line in headlines(results):
        click.echo(line)
    talk = Console(highlight=False, width=150)
    talk.print(confusion(results))
    if any(r.account and r.account.cause for r in results):
        talk.print(causes(results))
    for line in costs(results):
        click.echo(line)


if __name__ == "__main__":
    try:
        command(standalone_mode=True)
    except TapTruthError as problem:
        click.echo(f"eval-gallery: {problem}", err=True)
        sys.exit(2)
