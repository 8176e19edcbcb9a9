"""``taptruth calibrate``: is this device, with this harness, fit to testify?"""

import contextlib
import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from harness.cli.exits import Exit
from harness.domain.calibration import Agreement, Calibration, SceneAnswer
from harness.domain.errors import NoDeviceError, UsageError

_SEVERAL = {"zh": "多种皆可", "en": "any of several"}
WIDE = 150
"""Columns of the table where it is not written to a terminal."""
_STYLE = {
    Agreement.AGREES: "green",
    Agreement.WRONG: "bold red",
    Agreement.UNCLEAR: "yellow",
    Agreement.NOT_APPLICABLE: "dim",
}
_WORDS = {
    "zh": {
        Agreement.AGREES: "一致",
        Agreement.WRONG: "错误",
        Agreement.UNCLEAR: "未能判定",
        Agreement.NOT_APPLICABLE: "不适用",
    },
    "en": {
        Agreement.AGREES: "agrees",
        Agreement.WRONG: "wrong",
        Agreement.UNCLEAR: "could not tell",
        Agreement.NOT_APPLICABLE: "not applicable",
    },
}
_HEADS = {
    "en": ("scene", "truth", "found", "", "app's own log", "tap off", "seen after", "tap took"),
    "zh": ("场景", "真实情况", "测得", "", "应用日志", "点击偏差", "发现延迟", "点击延迟"),
}


@click.command(name="calibrate")
@click.option("-s", "--serial", help="Which device; else ANDROID_SERIAL, else the only one.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the sealed bundle.")
@click.option("--scene", "scenes", multiple=True, metavar="NAME",
              help="Only this scene (repeatable); the result is not kept.")  # fmt: skip
@click.option("--mode", type=click.Choice(["auto", "adb-only"]), default="auto", show_default=True,
              help="adb-only starts no server on the device.")  # fmt: skip
@click.option("--wait", "wait_s", default=120, show_default=True, type=click.IntRange(0, 3600),
              help="Seconds to wait for a device that went away.")  # fmt: skip
@click.option("--keep-app", is_flag=True, help="Leave the calibration app installed.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(
    serial: str | None,
    out: Path | None,
    scenes: tuple[str, ...],
    mode: str,
    wait_s: int,
    keep_app: bool,
    lang: str,
    as_json: bool,
) -> int:
    """Show that this harness sees and taps what is there, on the phone in hand.

    Installs a small app of our own that plays known honest and deceptive pop-ups, asks it the
    questions of a scan, compares with the truth, removes it. Exit status: 0 fit to testify,
    1 an answer contradicts the truth, 10 some answers could not be had, 11 no device,
    12 device lost.
    """
    from detectors import Seer  # noqa: PLC0415  vision loads when it begins
    from harness.device.device import Device, choose_serial  # noqa: PLC0415
    from harness.run.calibration import (  # noqa: PLC0415
        CalibrationOptions,
        calibrate,
        calibration_apk,
        save,
    )
    from harness.run.calibration.scenes import load_scenes  # noqa: PLC0415
    from harness.run.clock import HostClock  # noqa: PLC0415

    unknown = sorted(set(scenes) - {scene.name for scene in load_scenes()})
    if unknown:
        raise UsageError(
            f"no scene {', '.join(unknown)}; there are: {', '.join(s.name for s in load_scenes())}"
        )
    console = Console(stderr=True, highlight=False)
    chosen = choose_serial(serial, os.environ)
    met: list[Any] = []

    def connect() -> contextlib.AbstractContextManager[Any]:
        """Meet the device; from the second time on it may take a while to come back."""
        until = time.monotonic() + (wait_s if met else 0)
        while True:
            try:
                device = Device.connect(chosen, mode="adb-only" if mode == "adb-only" else "auto")
            except NoDeviceError:
                if time.monotonic() >= until:
                    raise
                time.sleep(1.0)
                continue
            met.append(device.facts())
            return device

    now = dt.datetime.now().astimezone()
    folder = out or Path("out") / f"calibration-{now:%Y%m%d-%H%M%S}"
    options = CalibrationOptions(
        bundle=folder / "bundle", apk=calibration_apk(), scenes=scenes, keep_app=keep_app
    )
    found = calibrate(connect, Seer(), options, clock=HostClock(), told=_Lines(console, lang))
    kept = save(found, met[-1].hardware_serial or "") if found.complete else None
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        _show(found, lang)
    for name, path in (("bundle", options.bundle), ("kept", kept)):
        if path is not None:
            console.print(f"{name}: {path}", markup=False, soft_wrap=True)
    return exit_of(found)


def exit_of(found: Calibration) -> Exit:
    """0 fit, 1 wrong somewhere, 10 something that counts could not be told."""
    if found.wrong:
        return Exit.FOUND
    told = all(a.agreement is Agreement.AGREES for a in found.answers if a.core)
    return Exit.CLEAR if told else Exit.INCONCLUSIVE


class _Lines:
    """One line an answer on stderr."""

    def __init__(self, console: Console, lang: str) -> None:
        self._console = console
        self._lang = lang

    def scene(self, number: int, of: int, scene: Any) -> None:
        """A scene begins."""
        label = scene.zh if self._lang == "zh" else scene.en
        self._console.print(f"{number}/{of} {label}", markup=False)

    def answer(self, answer: SceneAnswer) -> None:
        """An answer came."""
        words = _WORDS[self._lang][answer.agreement]
        self._console.print(f"    {answer.got}: {words}", style=_STYLE[answer.agreement])

    def note(self, text: str) -> None:
        """Something worth a line."""
        self._console.print(text, markup=False)


def _show(found: Calibration, lang: str) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    table = Table(*_HEADS[lang], box=None, pad_edge=False)
    for answer in found.answers:
        table.add_row(
            answer.scene,
            answer.expected[0] if len(answer.expected) < 3 else _SEVERAL[lang],
            answer.got,
            f"[{_STYLE[answer.agreement]}]{_WORDS[lang][answer.agreement]}[/]",
            ", ".join(answer.app_did),
            _unit(answer.tap_off_dp, "dp"),
            _unit(answer.seen_late_ms, "ms"),
            _unit(answer.tap_latency_ms, "ms"),
        )
    console.print(table)
    for lack in found.lacks:
        console.print(f"{'此设备不能' if lang == 'zh' else 'lacks'}: {lack}", markup=False)
    console.print(conclusion(found, lang), markup=False)


def _unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g} {unit}"


def conclusion(found: Calibration, lang: str) -> str:
    """One sentence: what follows from the table."""
    agree = sum(1 for a in found.answers if a.agreement is Agreement.AGREES)
    of = sum(1 for a in found.answers if a.agreement is not Agreement.NOT_APPLICABLE)
    fit = exit_of(found) is Exit.CLEAR
    if lang == "zh":
        if not found.complete:
            return f"{found.model}：{of} 个回答中 {agree} 个与真实情况一致（未播放全部场景）"
        words = "可以作证" if fit else "尚不可以作证"
        return f"{found.model}：{of} 个回答中 {agree} 个与真实情况一致；此设备{words}"
    start = f"{found.model}: {agree} of {of} answers are as the truth"
    if not found.complete:
        return f"{start} (not all scenes were played)"
    return f"{start}; this device is {'fit' if fit else 'not fit'} to testify"
