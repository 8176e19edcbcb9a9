"""One virtual phone: the model, its shell and its adbd on a TCP port."""

import argparse
import asyncio
import contextlib
import dataclasses
import itertools
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from harness.domain.errors import TapTruthError, UsageError
from harness.virtual.adbd.auth import Mode
from harness.virtual.adbd.daemon import Adbd
from harness.virtual.android.phone import Phone
from harness.virtual.android.props import GESTURE_BAR_DP
from harness.virtual.android.state import PhoneConfig
from harness.virtual.apps.loader import LoadedApp, load_app, load_apps
from harness.virtual.apps.samples import calibration_script, sample_apps
from harness.virtual.chatter import chatter
from harness.virtual.emulator.console import Console
from harness.virtual.emulator.pair import EMULATOR_PROPS, start_emulator
from harness.virtual.faults import control
from harness.virtual.filesystem import FileSystem
from harness.virtual.machine import Machine
from harness.virtual.permissions import refusal
from harness.virtual.phones import BASE, phone_kind, phone_kinds
from harness.virtual.proc import add_proc
from harness.virtual.profiles import RELEASES, TIMINGS
from harness.virtual.screen.memory import be_thrifty, give_back
from harness.virtual.shell import commands  # noqa: F401  registers the commands

HOST = "127.0.0.1"
DOWNLOADS = "/storage/emulated/0/Download"
BUTTON_BAR_DP = 48
SMALL_SIZE, SMALL_DENSITY = "720x1600", 320
"""A plain phone's screen when nobody asks for another: quick to paint, for tests."""


@dataclasses.dataclass(frozen=True)
class Options:
    """What a phone is started with."""

    apps: Path | None = None
    port: int = 0
    seed: int = 0
    profile: str = BASE
    api: int | None = None
    """None = the one that is usual for the kind of phone."""
    width: int | None = None
    height: int | None = None
    density: int | None = None
    """None = as the kind of phone has it."""
    navigation: str | None = None
    landscape: bool = False
    pin: str = ""
    timing: str = "ideal"
    locale: str = "zh-CN"
    serial_no: str = ""
    auth: Mode = "none"
    emulator: bool = False
    """With a console, and listed as ``emulator-PORT``."""

    def config(self) -> PhoneConfig:
        """The phone's own view of it."""
        kind = phone_kind(self.profile)
        api = kind.default_api if self.api is None else self.api
        if api not in kind.apis:
            known = ", ".join(map(str, kind.apis))
            raise UsageError(f"--api {api}: {kind.name} has API levels {known}")
        screen, build = kind.screen, kind.build
        own_size = self.width is None or self.height is None
        buttons = (self.navigation or screen.navigation) == "buttons"
        return PhoneConfig(
            serial_no=self.serial_no or f"TT{self.seed:08d}",
            width=self.width or screen.width,
            height=self.height or screen.height,
            density_dpi=self.density or screen.density,
            api_level=api,
            release=RELEASES[api],
            manufacturer=build.manufacturer,
            brand=build.brand,
            model=build.model,
            device=build.device,
            product=build.product,
            kind=kind.id,
            status_bar_dp=screen.status_bar_dp,
            navigation_bar_dp=BUTTON_BAR_DP if buttons else GESTURE_BAR_DP,
            cutout=screen.cutout if own_size else None,
            pin=self.pin,
            locale=self.locale,
            seed=self.seed,
            timing=dataclasses.replace(TIMINGS[self.timing]),
            props=dict(EMULATOR_PROPS) if self.emulator else {},
        )


def apps_of(folder: Path | None) -> list[LoadedApp]:
    """The apps of a folder (or the samples), and the calibration app besides.

    Raises ``UsageError`` for a broken script.
    """
    apps = load_apps(folder or sample_apps())
    calibration = load_app(calibration_script())
    if all(app.script.package != calibration.script.package for app in apps):
        apps.append(calibration)
    return apps


async def serve(
    options: Options,
    ready: Callable[[str, int, Phone], None],
    apps: list[LoadedApp] | None = None,
) -> None:
    """Serve one phone until SIGTERM or SIGINT; ``ready`` is told its serial and control port.

    ``apps`` are those of ``options.apps`` where they were loaded before.

    Raises:
        UsageError: the port is taken, or an app script is broken.
    """
    phone = Phone.boot(options.config(), apps_of(options.apps) if apps is None else apps)
    phone.set_rotation(1 if options.landscape else 0)
    adbd = Adbd(Machine(phone, files_of(phone)), auth_mode=options.auth)
    stop = asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        if options.emulator:
            console = Console(phone, Path.home(), stop.set)
            name = await start_emulator(console, adbd, options.port, stack)
        else:
            name = f"{HOST}:{await _start(adbd, options.port)}"
        await _until(stop, phone, adbd, lambda control_port: ready(name, control_port, phone))


async def _start(adbd: Adbd, port: int) -> int:
    try:
        return await adbd.start(port, HOST)
    except OSError as error:
        raise UsageError(
            f"port {port} on {HOST}: {error.strerror}; choose another with --port, or 0"
        ) from error


async def _until(
    stop: asyncio.Event, phone: Phone, adbd: Adbd, ready: Callable[[int], None]
) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    talking = asyncio.create_task(chatter(phone))
    async with await control.listen(control.Faults(phone, adbd)) as channel:
        ready(channel.sockets[0].getsockname()[1])
        await stop.wait()
    talking.cancel()
    await adbd.stop()


def files_of(phone: Phone) -> FileSystem:
    """The phone's files; each installed package has its ``base.apk`` where ``pm path`` says."""
    files = FileSystem(phone.wall_s, phone.disk)
    placed: dict[str, Callable[[], bytes]] = {}

    def refresh() -> None:
        wanted = {
            path: make
            for package in phone.packages.values()
            if package.apk or package.make_apk
            for path, make in package.apk_files.items()
        }
        with files.by_the_system():
            for path in placed.keys() - wanted.keys():
                del placed[path]
                files.remove(path)
                _remove_empty(files, path.rpartition("/")[0])
            for path in wanted.keys() - placed.keys():
                placed[path] = wanted[path]
                files.mkdir(path.rpartition("/")[0], parents=True)
                files.procedural(path, wanted[path])

    files.on_list("/data/app", refresh)
    refresh()
    add_proc(files, phone)
    phone.core.keep_download = partial(_keep_download, files)
    files.guard = lambda path: refusal(path, root=phone.props.get("service.adb.root") == "1")
    return files


def _keep_download(files: FileSystem, name: str, data: bytes) -> str:
    """Under the file's own name, or with a number where that is taken."""
    stem, dot, kind = name.rpartition(".")
    free, tries = name, itertools.count(1)
    while files.exists(f"{DOWNLOADS}/{free}"):
        free = f"{stem} ({next(tries)}){dot}{kind}"
    with files.by_the_system():
        try:
            files.write(f"{DOWNLOADS}/{free}", data)
        except OSError:
            files.remove(f"{DOWNLOADS}/{free}")
            raise
    return free


def _remove_empty(files: FileSystem, folder: str) -> None:
    while folder.startswith("/data/app/") and files.is_dir(folder) and not files.names(folder):
        files.rmdir(folder)
        folder = folder.rpartition("/")[0]


def options_of(words: Sequence[str]) -> Options:
    """Parse the command line of ``python -m harness.virtual.server``."""
    parser = argparse.ArgumentParser(prog="python -m harness.virtual.server")
    parser.add_argument("--apps", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--profile", default=BASE, choices=list(phone_kinds()))
    parser.add_argument("--api", type=int, choices=sorted(RELEASES))
    parser.add_argument("--size")
    parser.add_argument("--density", type=int)
    parser.add_argument("--navigation", choices=("gesture", "buttons"))
    parser.add_argument("--landscape", action="store_true")
    parser.add_argument("--pin", default="")
    parser.add_argument("--timing", default="ideal", choices=sorted(TIMINGS))
    parser.add_argument("--locale", default="zh-CN")
    parser.add_argument("--emulator", action="store_true")
    parser.add_argument("--auth", default="none", choices=("none", "accept-key", "unauthorized"))
    given = vars(parser.parse_args(words))
    size = given.pop("size")
    if size is None and given["profile"] == BASE:
        size, given["density"] = SMALL_SIZE, given["density"] or SMALL_DENSITY
    if size is None:
        return Options(**given)
    width, _, height = size.partition("x")
    return Options(width=int(width), height=int(height), **given)


def main(words: Sequence[str] | None = None, apps: list[LoadedApp] | None = None) -> int:
    """Serve one phone; prints ``ready HOST:PORT serial=… control=…`` when it can be met."""

    def ready(name: str, control_port: int, phone: Phone) -> None:
        told = f"serial={phone.config.serial_no} control={HOST}:{control_port}"
        print(f"ready {name} {told}", flush=True)  # noqa: T201
        give_back()

    be_thrifty()
    try:
        options = options_of(sys.argv[1:] if words is None else words)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(options, ready, apps))
    except TapTruthError as error:
        print(f"taptruth: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
