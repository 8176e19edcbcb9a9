"""``python -m harness.cli.bench``: figures with the machine's description. Asserts nothing.

A real scan of a sample app on a virtual phone, through a real adb server, gives the figures of
the whole; what is timed alone is timed on frames captured from a phone of 1080x2400.
"""

import dataclasses
import itertools
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import msgspec

from harness.cli.bench_flock import flock_figures
from harness.cli.bench_process import most_mib, pss_mib, resident_mib
from harness.cli.demo import own_adb, sample_apps_folder, virtual_phone
from harness.domain.exchange import Event, Observed, Tapped
from harness.domain.trial import QuestionKind

SCAN_APP, SCAN_SAMPLE = "honest_dialog", "com.example.recipes"
"""An honest dialog: a window of its own, so that the phone's log says when it came; it fades in
over 200 ms, and is recognised about half-way."""
FADING, AT_ONCE = "fade_ms: 200", "fade_ms: 0"
SUDDEN_LAUNCHES = 14
FRAME_SAMPLES = ("com.example.recipes", "com.example.reader", "com.example.torch")
PIXEL_TO_TAP = "first pop-up pixel to tap sent"
"""Of taps at a closing control the moment it shows."""
PIXEL_TO_BODY = "first pop-up pixel to tap at its body"
"""Those wait on purpose: for two frames that agree on the pop-up's box, read as far as needed."""
TURN_AROUND = "last frame of a launch to the next one's first"
SLOW, SLOW_LAUNCHES = "cheap", 8
RESTS_S = 1.5
"""A phone at rest has given back what painting took."""
CAPTURES = 30
LOOKS = 20
POPUP_WITHIN_S = 8.0
FOCUS = re.compile(r"^\s*(\d+\.\d+).*input_focus.*Focus entering.*?(\S+)/", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Figure:
    """One measured quantity: its spread, and what design §12 wants."""

    name: str
    unit: str
    values: Sequence[float]
    wanted: str = ""

    def row(self) -> dict[str, Any]:
        """For the file."""
        ordered = sorted(self.values)
        if not ordered:
            return {"name": self.name, "unit": self.unit, "n": 0, "wanted": self.wanted}
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        return {
            "name": self.name,
            "unit": self.unit,
            "n": len(ordered),
            "median": round(statistics.median(ordered), 1),
            "p95": round(p95, 1),
            "max": round(ordered[-1], 1),
            "wanted": self.wanted,
        }


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123
        cpu = next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), cpu)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    names = ("opencv-python-headless", "onnxruntime", "numpy", "adbutils", "uiautomator2")
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def timed_ms(action: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


# --- a whole scan -------------------------------------------------------------------
def scan_figures(env: dict[str, str], launches: int) -> list[Figure]:
    """One real scan: times of the launches, of captures, and from pop-up to tap."""
    bundle_figures, told, phone_figures = _scanned(env, launches, "ideal")
    return [
        *bundle_figures,
        Figure("launches for this verdict", "launches", [told["launches"]], "clear <= 20"),
        Figure("seconds for this verdict", "s", [told["seconds"]]),
        Figure("seconds a launch", "s", [told["seconds"] / told["launches"]]),
        Figure("memory of the scan", "MiB", [_peak_of_children_mib()]),
        *phone_figures,
    ]


def sudden_figures(env: dict[str, str]) -> list[Figure]:
    """From the pop-up to the tap where it does not fade in first."""
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / SCAN_APP
        app.mkdir()
        text = (sample_apps_folder() / SCAN_APP / "app.yaml").read_text(encoding="utf-8")
        (app / "app.yaml").write_text(text.replace(FADING, AT_ONCE), encoding="utf-8")
        figures, _, _ = _scanned(env, SUDDEN_LAUNCHES, "ideal", Path(folder))
    return [
        dataclasses.replace(f, name=f"{f.name}, no fading")
        for f in figures
        if f.name == PIXEL_TO_TAP
    ]


def slow_figures(env: dict[str, str]) -> list[Figure]:
    """The same of a phone that draws, starts and captures slowly, over a few launches."""
    figures, _, _ = _scanned(env, SLOW_LAUNCHES, SLOW)
    return [
        dataclasses.replace(f, name=f"{f.name}, {SLOW} phone", wanted="")
        for f in figures
        if f.name in {PIXEL_TO_TAP, TURN_AROUND}
    ]


def _scanned(
    env: dict[str, str], launches: int, timing: str, apps: Path | None = None
) -> tuple[list[Figure], dict[str, Any], list[Figure]]:
    """Figures of a scan's bundle, what the scan told, and the phone's memory after it."""
    with (
        virtual_phone(apps or sample_apps_folder(), env, seed=1, api=34, timing=timing) as phone,
        tempfile.TemporaryDirectory() as folder,
    ):
        bundle = Path(folder) / "bundle"
        words = ["scan", SCAN_SAMPLE, "-s", phone.serial, "--bundle", str(bundle), "--no-report"]
        words += ["--json", "--launches", str(launches), "--depth", "quick"]
        done = subprocess.run(
            [sys.executable, "-m", "harness.cli.main", *words],
            env=env, check=False, capture_output=True, text=True,
        )  # fmt: skip
        told = json.loads(done.stdout)
        log = _shell(env, phone.serial, "logcat -b events -d -v epoch")
        time.sleep(RESTS_S)
        return _bundle_figures(bundle, _shown_at_s(log)), told, _memory_figures(phone.pid)


def _shell(env: dict[str, str], serial: str, script: str) -> str:
    from harness.device.adb import adb_binary  # noqa: PLC0415

    words = [str(adb_binary()), "-P", env["ANDROID_ADB_SERVER_PORT"], "-s", serial, "shell", script]
    return subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout


def _shown_at_s(log: str) -> list[float]:
    """When windows of the app got the focus: wall seconds of the phone, which is this host."""
    return [float(at) for at, window in FOCUS.findall(log) if window.endswith(SCAN_SAMPLE)]


def _bundle_figures(bundle: Path, shown_at_s: Iterable[float]) -> list[Figure]:
    from harness.evidence.reader import open_bundle  # noqa: PLC0415

    shown = sorted(shown_at_s)
    captures: list[float] = []
    from_frame: list[float] = []
    from_pixel: list[float] = []
    to_body: list[float] = []
    newest: Observed | None = None
    with open_bundle(bundle) as opened:
        shot = [t for t in opened.case.trials if t.frames]
        turns = [
            (after.frames[0].at_ns - before.frames[-1].at_ns) / 1e6
            for before, after in itertools.pairwise(shot)
        ]
        asked = ((t.number, t.question) for t in opened.case.trials)
        aimed = {number: q.kind for number, q in asked if not q.delay_ms}
        for line in opened.events():
            if line.kind != "event":
                continue
            event = msgspec.json.decode(line.record, type=Event)
            if isinstance(event, Observed):
                newest = event
                captures.append(event.frame.capture_ms)
            elif isinstance(event, Tapped) and newest is not None and line.trial in aimed:
                at_control = aimed.pop(line.trial) is QuestionKind.TAP_CONTROL
                if at_control:
                    from_frame.append((event.at_ns - newest.frame.at_ns) / 1e6)
                if before := [at for at in shown if at <= line.wall_ns / 1e9]:
                    times = from_pixel if at_control else to_body
                    times.append(line.wall_ns / 1e6 - before[-1] * 1000)
    return [
        Figure(PIXEL_TO_TAP, "ms", from_pixel, "median <= 150, p95 <= 300"),
        Figure(PIXEL_TO_BODY, "ms", to_body),
        Figure("capture of the deciding frame to tap sent", "ms", from_frame),
        Figure("frame capture during a scan, 720x1600", "ms", captures),
        Figure(TURN_AROUND, "ms", turns),
    ]


def _memory_figures(pid: int) -> list[Figure]:
    """Its goal is one of many phones on one machine: what they share counts once."""
    return [
        Figure("memory of the virtual phone (PSS)", "MiB", [pss_mib(pid)], "< 60"),
        Figure("resident memory of the virtual phone", "MiB", [resident_mib(pid)]),
        Figure("its peak during the scan", "MiB", [most_mib(pid)]),
    ]


def _peak_of_children_mib() -> float:
    import resource  # noqa: PLC0415

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


# --- parts alone ------------------------------------------------------------------------
def part_figures(env: dict[str, str]) -> list[Figure]:
    """Capture and detectors on a phone of 1080x2400."""
    from detectors import Seer  # noqa: PLC0415
    from harness.device.device import Device  # noqa: PLC0415

    os.environ.update(env)
    with virtual_phone(
        sample_apps_folder(), env, seed=1, api=34, size="1080x2400", density=420
    ) as phone:
        frames = []
        with Device.connect(phone.serial) as device:
            device.wake_and_unlock()
            captures = []
            for package in FRAME_SAMPLES:
                device.launch(package)
                frames.append(_frame_with_popup(device.capture))
                captures += [timed_ms(device.capture) for _ in range(CAPTURES)]
                device.stop(package)
    looks, glances = [], []
    seer = Seer()
    loading = timed_ms(partial(seer.see, frames[0][:, ::-1], None, 420))
    for pixels in frames:
        looks.append(timed_ms(partial(seer.see, pixels, None, 420)))
        glances += [timed_ms(partial(seer.fast, pixels, 420)) for _ in range(LOOKS)]
    return [
        Figure("fast path a frame, 1080x2400", "ms", glances, "median <= 15, p95 <= 30"),
        Figure("first look with reading, 1080x2400", "ms", looks, "<= 480"),
        Figure("first look of a process, with the models' loading", "ms", [loading]),
        Figure("frame capture, 1080x2400", "ms", captures),
    ]


def _frame_with_popup(capture: Callable[[], Any]) -> Any:
    """The first frame that shows the sample's pop-up, or the last one before the time is up."""
    from detectors import Seer  # noqa: PLC0415

    seer, until = Seer(), time.monotonic() + POPUP_WITHIN_S
    while True:
        pixels = capture().pixels
        if seer.see(pixels, None, 420).popup is not None or time.monotonic() > until:
            return pixels


def command_figures() -> list[Figure]:
    """The command line itself."""
    words = [sys.executable, "-m", "harness.cli.main", "--help"]
    start = partial(subprocess.run, words, check=True, capture_output=True)
    runs = [timed_ms(start) for _ in range(9)]
    return [Figure("taptruth --help", "ms", runs, "< 150")]


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/bench.json"))
@click.option("--launches", default=25, show_default=True)
def main(out: Path, launches: int) -> None:
    """Measure, print, and write the figures into a file, each as soon as it is known."""
    described = machine()
    for key, value in described.items():
        click.echo(f"{key:<24} {value}")
    click.echo(f"\n{'what':<44} {'n':>4} {'median':>9} {'p95':>9} {'max':>9}  wanted")
    rows = []
    out.parent.mkdir(parents=True, exist_ok=True)
    for figure in measured(launches):
        rows.append(figure.row())
        click.echo(line_of(rows[-1]))
        out.write_text(json.dumps({"machine": described, "figures": rows}, indent=1))
    click.echo(f"\nwritten: {out}")


def measured(launches: int) -> Iterator[Figure]:
    """Every figure as soon as it is known: the whole takes long, and may be broken off."""
    yield from (Figure(*figure) for figure in flock_figures())
    yield from command_figures()
    with own_adb() as env:
        yield from part_figures(env)
        yield from scan_figures(env, launches)
        yield from sudden_figures(env)
        yield from slow_figures(env)


def line_of(row: dict[str, Any]) -> str:
    """A figure's line of the table."""
    spread = "".join(f" {row.get(key, '-'):>9}" for key in ("median", "p95", "max"))
    return f"{row['name'] + ', ' + row['unit']:<44} {row['n']:>4}{spread}  {row['wanted']}"


if __name__ == "__main__":
    main()
