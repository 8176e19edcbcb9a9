"""``taptruth virtual``: run virtual phones, check app scripts."""

import os
from pathlib import Path

import click

from harness.cli import virtual_fabricate
from harness.domain.errors import UsageError

FOLDER = click.Path(path_type=Path)
ANDROID = tuple(range(21, 37))
PROFILES = ("aosp", "coloros", "emui", "entry", "harmonyos", "hyperos", "miui", "oneui", "originos",
            "pixel", "tablet")  # fmt: skip
FULL_SIZE, FULL_DENSITY = "1080x2400", 420


def _pin(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not (value.isdigit() and 4 <= len(value) <= 16):
        raise UsageError(f"--pin {value}: expected 4 to 16 digits, as in 2580")
    return value


@click.group(name="virtual")
def command() -> None:
    """Run virtual phones.

    A virtual phone answers adb on a TCP port of this machine; meet it with `adb connect`.
    """


@command.command()
@click.option("--apps", type=FOLDER, help="Folder of app scripts  [default: the sample apps].")
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    show_default=True,
    help="TCP port, 0 for a free one; several phones take the ports that follow.",
)
@click.option(
    "--seed",
    default=0,
    type=click.IntRange(min=0),
    show_default=True,
    help="Decides where chance decides; several phones take the seeds that follow.",
)
@click.option(
    "--profile",
    default="aosp",
    show_default=True,
    type=click.Choice(PROFILES),
    help="Kind of phone: the vendor's packages, dialogs, screen and looks.",
)
@click.option(
    "--api",
    type=click.Choice([*map(str, ANDROID)]),
    help="Android API level  [default: the profile's usual one].",
)
@click.option("--size", metavar="WxH", help="Screen in pixels  [default: the profile's].")
@click.option(
    "--density",
    type=click.IntRange(72, 960),
    help="Screen density in dpi  [default: the profile's].",
)
@click.option(
    "--navigation",
    type=click.Choice(["gesture", "buttons"]),
    help="How the phone is steered  [default: the profile's way].",
)
@click.option("--landscape", is_flag=True, help="Turn the phone a quarter.")
@click.option(
    "--pin",
    default="",
    metavar="DIGITS",
    callback=_pin,
    help="PIN of the lock screen  [default: a swipe unlocks].",
)
@click.option(
    "--timing",
    default="ideal",
    show_default=True,
    type=click.Choice(["ideal", "flagship", "cheap"]),
    help="How quick the phone is with captures, taps and dumps.",
)
@click.option("--locale", default="zh-CN", show_default=True, help="The phone's language.")
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 64),
              help="How many phones.")  # fmt: skip
@click.option("--emulator", is_flag=True,
              help="With an emulator's console on an even port, for `adb emu`.")  # fmt: skip
def up(
    apps: Path | None, port: int, seed: int, profile: str, api: str | None, size: str | None,
    density: int | None, navigation: str | None, landscape: bool, pin: str, timing: str,
    locale: str, count: int, emulator: bool,
) -> int:  # fmt: skip
    """Start virtual phones and keep them until Ctrl-C.

    For each one a line says that it can be connected to, and where its control channel is:
    `ready 127.0.0.1:PORT serial=… control=127.0.0.1:PORT`.
    """
    if size is not None:
        _check_size(size)
    step = 2 if emulator else 1
    if port and port + step * count - 1 > 65535:
        raise UsageError(f"--port {port} with --count {count}: ports end at 65535")
    words = ["--profile", profile, "--timing", timing, "--locale", locale]
    if profile == "aosp":
        size, density = size or FULL_SIZE, density or FULL_DENSITY
    given = {
        "pin": pin or None,
        "api": api,
        "size": size,
        "density": density,
        "navigation": navigation,
    }
    for name, value in given.items():
        words += [] if value is None else [f"--{name}", str(value)]
    words += ["--landscape"] if landscape else []
    words += ["--emulator"] if emulator else []
    if apps is not None:
        words += ["--apps", str(apps)]
    programs = [
        [*words, "--port", str(port + step * index if port else 0), "--seed", str(seed + index)]
        for index in range(count)
    ]
    return _one(programs[0]) if count == 1 else _many(programs)


def _check_size(size: str) -> None:
    width, sign, height = size.partition("x")
    if not (sign and width.isdigit() and height.isdigit() and 64 <= int(width) <= 8192
            and 64 <= int(height) <= 8192):  # fmt: skip
        raise UsageError(f"--size {size}: expected WIDTHxHEIGHT in pixels, as in 1080x2400")


def _one(words: list[str]) -> int:
    from harness.virtual.server import main  # noqa: PLC0415  loads the phone

    return main(words)


def _many(programs: list[list[str]]) -> int:
    """A process each, forked from one that has loaded everything."""
    from harness.virtual.flock import run  # noqa: PLC0415  loads the phone

    if not hasattr(os, "fork"):
        raise UsageError("--count needs a system that can fork; start the phones one by one")
    return run(programs)


@command.command()
@click.argument("name", required=False)
@click.option("--control", metavar="HOST:PORT", help="As `virtual up` printed it.")
@click.option("--for", "for_s", type=click.FloatRange(min=0), metavar="SECONDS",
              help="How long  [default: until --clear].")  # fmt: skip
@click.option("--on", default="now", show_default=True,
              type=click.Choice(["now", "launch", "tap"]),
              help="Begin at once, at the next cold start, or as a finger comes down.")  # fmt: skip
@click.option("--every", is_flag=True, help="At each such moment, not only at the next.")
@click.option("--after", "after_ms", default=0, type=click.IntRange(min=0), metavar="MS",
              help="Begin so much later still.")  # fmt: skip
@click.option("--clear", is_flag=True, help="End every fault, forget those that wait.")
def fault(
    name: str | None,
    control: str | None,
    for_s: float | None,
    on: str,
    every: bool,
    after_ms: int,
    clear: bool,
) -> int:
    """Let something go wrong with a virtual phone; without NAME list what can.

    Faults are for tests of what tests apps: nothing that scans knows this channel.
    """
    from harness.virtual.faults.catalogue import FAULTS  # noqa: PLC0415  loads the phone

    if name is None and not clear:
        for known, begin in FAULTS.items():
            click.echo(f"{known:20} {(begin.__doc__ or '').splitlines()[0]}")
        return 0
    if name is not None and name not in FAULTS:
        raise UsageError(f"no fault {name!r}; known: {', '.join(FAULTS)}")
    if control is None:
        raise UsageError(
            "which phone? give --control HOST:PORT, as `taptruth virtual up` printed it"
        )
    order = {"fault": name, "for_s": for_s, "on": on, "every": every, "after_ms": after_ms}
    return _send(control, {**order, "clear": clear})


def _send(address: str, order: dict[str, object]) -> int:
    from harness.virtual.faults.control import send  # noqa: PLC0415  loads the phone

    host, _, port = address.rpartition(":")
    if not (host and port.isdigit() and int(port) <= 65535):
        raise UsageError(f"--control {address}: expected HOST:PORT, as in 127.0.0.1:40123")
    try:
        answer = send(address, order)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"--control {address}: no virtual phone answers there ({error})"
        ) from error
    if not answer.get("ok"):
        raise UsageError(f"--control {address}: {answer.get('error', 'no answer')}")
    return 0


@command.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> int:
    """Check the app scripts of FOLDER; a broken one is named with file and line (exit 2)."""
    from harness.virtual.apps.loader import load_apps  # noqa: PLC0415  loads YAML

    for app in load_apps(folder):
        script = app.script
        click.echo(f"{app.folder.name}: {script.package} {script.version_name} is fine")
    return 0


command.add_command(virtual_fabricate.command)
