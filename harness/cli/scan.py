"""``taptruth scan``: one app on one device."""

import contextlib
import datetime as dt
import json
import os
import signal
import zipfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from harness.cli.exits import Exit
from harness.cli.policies import consent_option, updates_option
from harness.cli.progress import TerminalProgress
from harness.domain.errors import EvidenceError, UsageError
from harness.domain.finding import Judgement, Verdict
from harness.domain.trial import Depth
from harness.run.outputs import write_outputs
from harness.run.scan import ScanOptions, ScanResult

LAUNCHES = {Depth.QUICK: 40, Depth.STANDARD: 40, Depth.THOROUGH: 80}
EXIT_OF = {
    Verdict.VIOLATION: Exit.FOUND,
    Verdict.CLEAR: Exit.CLEAR,
    Verdict.SUSPECTED: Exit.INCONCLUSIVE,
    Verdict.INCONCLUSIVE: Exit.INCONCLUSIVE,
}


def _default_out(package: str) -> Path:
    now = dt.datetime.now().astimezone()
    return Path("out") / f"{package}-{now:%Y%m%d-%H%M%S}"


def summary(result: ScanResult, written: dict[str, str]) -> dict[str, Any]:
    """What ``--json`` prints of a case."""
    case, judgement = result.case, result.judgement
    return {
        "package": case.app.package,
        "label": case.app.label,
        "version": case.app.version_name,
        "serial": case.device.serial,
        "verdict": str(judgement.verdict),
        "reasons": list(judgement.reasons_en),
        "launches": len(case.trials),
        "seconds": round(((case.ended_wall_ns or 0) - case.started_wall_ns) / 1e9, 1),
        "findings": [
            {
                "rule": finding.rule,
                "verdict": str(finding.verdict),
                "subject": finding.subject,
                "hits": finding.hits,
                "of": finding.of,
                "reason": finding.reason_en,
            }
            for finding in judgement.findings
        ],
        "stopped": case.stopped.why if case.stopped else None,
        "bundle": str(result.bundle),
        **written,
    }


@click.command(name="scan")
@click.argument("target", metavar="PACKAGE|APK")
@click.option("-s", "--serial", "serials", multiple=True,
              help="Which device; else ANDROID_SERIAL, else the only one. Several of one kind "
              "(-s A -s B) share the launches.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder for bundle and reports.")
@click.option("--bundle", type=click.Path(path_type=Path), help="Bundle folder, if not OUT/bundle.")
@click.option("--resume", is_flag=True,
              help="Go on with the scan that was killed while it wrote the bundle of --bundle "
              "(or --out), with the options that it was begun with.")  # fmt: skip
@click.option("--launches", type=click.IntRange(1, 500),
              help="Launches to spend at most [default: 40; 80 if thorough].")  # fmt: skip
@click.option("--minutes", type=click.FloatRange(0.5), help="Minutes to spend at most.")
@click.option("--depth", type=click.Choice(["quick", "standard", "thorough"]), default="standard",
              show_default=True, help="How much is asked beyond the core verdict; thorough also "
              "measures touch areas and clears the app's data.")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Decides where chance decides.")
@consent_option
@updates_option
@click.option("--mode", type=click.Choice(["auto", "adb-only"]), default="auto", show_default=True,
              help="adb-only starts no server on the device.")  # fmt: skip
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), default="both", show_default=True)
@click.option("--profile", type=click.Choice(["cn", "play", "vn", "eu"]),
              help="Whose rules: China (default), Google Play, Viet Nam, EU.")  # fmt: skip
@click.option("--rules", "own_rules", type=click.Path(path_type=Path),
              help="Your own rules on top (docs/rules-file.md).")  # fmt: skip
@click.option("--tsa", metavar="URL", envvar="TAPTRUTH_TSA",
              help="Have the seal time-stamped by this server (RFC 3161).")  # fmt: skip
@click.option("--junit", type=click.Path(path_type=Path), help="Write JUnit XML there too.")
@click.option("--record", is_flag=True,
              help="Record the device's own video too (a load on the device).")  # fmt: skip
@click.option("--video", is_flag=True, help="Write each launch as a film too (OUT/video).")
@click.option("--no-report", is_flag=True, help="Leave the bundle only.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(
    target: str,
    serials: tuple[str, ...],
    out: Path | None,
    bundle: Path | None,
    resume: bool,
    launches: int | None,
    minutes: float | None,
    depth: str,
    seed: int,
    consent: str,
    updates: str,
    mode: str,
    lang: str,
    profile: str | None,
    own_rules: Path | None,
    tsa: str | None,
    junit: Path | None,
    record: bool,
    video: bool,
    no_report: bool,
    as_json: bool,
) -> int:
    """Scan one app's start-up pop-ups on a device.

    PACKAGE is an installed app, APK a file that is installed first (and stays). Exit status:
    0 clear, 1 violation, 10 inconclusive, 11 no device, 12 device lost, 130 interrupted.
    """
    from detectors import Seer  # noqa: PLC0415  vision loads when a scan begins
    from harness.device.device import Device, choose_serial  # noqa: PLC0415
    from harness.run.catalogue import load_catalogue  # noqa: PLC0415
    from harness.run.clock import HostClock  # noqa: PLC0415
    from harness.run.doctoring import doctor_of  # noqa: PLC0415
    from harness.run.fleet import Unit  # noqa: PLC0415
    from harness.run.scan import scan  # noqa: PLC0415

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    apk = _checked(target)
    if resume:
        _check_resumable(target, apk, bundle or (out / "bundle" if out else None))
    load_catalogue(profile, own_rules)  # a wrong file is told before a device is touched
    console = Console(stderr=True, highlight=False)
    progress = TerminalProgress(console)
    chosen = [choose_serial(one, os.environ) for one in dict.fromkeys(serials or (None,))]
    with contextlib.ExitStack() as stack:
        devices = [
            stack.enter_context(
                Device.connect(one, mode="adb-only" if mode == "adb-only" else "auto")
            )
            for one in chosen
        ]
        package = target
        for device in devices:
            package = device.install(apk) if apk else target
            device.require_installed(package)
        folder = out or _default_out(package)
        options = ScanOptions(
            package=package,
            bundle=bundle or folder / "bundle",
            budget=launches or LAUNCHES[Depth(depth)],
            seed=seed,
            depth=Depth(depth),
            minutes=minutes,
            consent=consent,
            updates=updates,
            profile=profile,
            rules=own_rules,
            record=record,
            resume=resume,
        )
        try:
            result = scan(
                devices[0],
                Seer(),
                options,
                clock=HostClock(),
                progress=progress,
                doctor=doctor_of(devices[0]),
                others=[Unit(device, Seer()) for device in devices[1:]],
            )
        except BaseException as error:
            progress.close()
            if options.bundle.exists() and not isinstance(error, UsageError):
                kept = options.bundle
                progress.note(f"what was seen is kept in {kept}; type: taptruth report {kept}")
            raise
    if tsa:
        _stamp(result.bundle, tsa, console)
    written: dict[str, str] = {}
    if not no_report:
        written = write_outputs([result.bundle], folder, lang=lang, junit=junit)
    if video:
        _films(result.bundle, folder / "video", console)
    _tell(result.judgement, summary(result, written), console, as_json=as_json)
    return EXIT_OF[result.judgement.verdict]


def _stamp(bundle: Path, tsa: str, console: Console) -> None:
    """A server that does not answer loses nothing: the bundle is sealed and can wait."""
    from harness.evidence.stamping import stamp  # noqa: PLC0415

    try:
        at = stamp(bundle, tsa)
    except EvidenceError as error:
        console.print(f"not time-stamped: {error}", markup=False, soft_wrap=True)
    else:
        console.print(f"time-stamped {at:%Y-%m-%dT%H:%M:%SZ}", markup=False)


def _films(bundle: Path, folder: Path, console: Console) -> None:
    """One film a launch, told as each is done: it takes about as long as the launch did."""
    from harness.evidence.reader import open_bundle  # noqa: PLC0415
    from harness.run.films import write_films  # noqa: PLC0415

    with open_bundle(bundle) as opened:
        for film in write_films(opened, folder):
            console.print(f"{film.path}: {film.bytes / 1e6:.2f} MB", markup=False)


def _check_resumable(target: str, apk: Path | None, bundle: Path | None) -> None:
    """Say what cannot go on before a device is touched."""
    from harness.evidence.left import left_in  # noqa: PLC0415

    if bundle is None:
        raise UsageError(
            "--resume goes on with a bundle that is there; name it: "
            f"taptruth scan {target} --bundle DIR --resume"
        )
    package = left_in(bundle).begin.extra.get("package")
    if apk is not None:
        raise UsageError(
            f"{target}: installing it again would change the app that the scan was begun with; "
            f"type: taptruth scan {package} --bundle {bundle} --resume"
        )


def _checked(target: str) -> Path | None:
    """The APK that is meant, or None for a package name; asked before a device is touched."""
    from harness.device.launching import checked_package  # noqa: PLC0415

    path = Path(target)
    if not (target.endswith(".apk") or "/" in target or path.is_file()):
        checked_package(target)
        return None
    if not path.is_file():
        raise UsageError(f"{target}: no such file; give a package name or a path to an APK")
    try:
        with zipfile.ZipFile(path) as archive:
            archive.getinfo("AndroidManifest.xml")
    except OSError as error:
        raise UsageError(f"{target}: cannot be read: {error.strerror}; give another APK") from error
    except (zipfile.BadZipFile, KeyError) as error:
        raise UsageError(
            f"{target}: not an APK (no zip with an AndroidManifest.xml); give another file"
        ) from error
    return path


def _tell(judgement: Judgement, told: dict[str, Any], console: Console, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(str(judgement.verdict))
    for what in ("bundle", "report", "junit"):
        if what in told:
            console.print(f"{what}: {told[what]}", markup=False, soft_wrap=True)
