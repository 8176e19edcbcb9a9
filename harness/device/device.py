"""One phone, emulator or virtual phone: everything that the harness does to a device.

Threads: calls come from the run's threads; ``navigation`` owns two of its own, ``next_frame``
one. Every request has its own connection, taps share one stream behind a lock.
"""

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from device_profiles.profiles import matching, quirks_of
from harness.device.applog import read_app_log, start_with_extras
from harness.device.apps import Apps
from harness.device.capture import Camera
from harness.device.console import EmulatorSensors
from harness.device.facts import RawFacts, read_facts
from harness.device.frame_flow import FrameFlow
from harness.device.hierarchy import dump_by_server, dump_by_shell
from harness.device.inputs import Inputs, ServerInputs, ShellInputs
from harness.device.launching import Launcher
from harness.device.link import Link
from harness.device.listing import choose_serial, list_devices, parse_devices
from harness.device.navigation import NavigationWatch
from harness.device.ondevice import OnDeviceServer
from harness.device.parsers.windows import parse_windows
from harness.device.placing import PlaceNamer, learn_defaults, read_place
from harness.device.recording import SINCE_API, Recording
from harness.device.records import LaunchReceipt, LaunchReport, Mark, RawFrame, Receipt
from harness.device.server import adb_version, ensure_running, find_adb
from harness.device.settings import FoundSettings
from harness.device.waking import wake_and_unlock
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.geometry import PointPx
from harness.domain.motion import Motion
from harness.domain.place import Navigation, Place, PlaceKind, WindowInfo

__all__ = ["Device", "choose_serial", "list_devices", "parse_devices"]

Mode = Literal["auto", "adb-only"]


class Device:
    """A connected device. Use as a context manager: on exit it is left as it was found."""

    def __init__(self, link: Link, raw: RawFacts) -> None:
        self.serial = link.serial
        self._link = link
        self._raw = raw
        self._namer = PlaceNamer()
        self._navigation = NavigationWatch(link, self._namer)
        self._launcher = Launcher(link)
        self._apps = Apps(link, self._launcher)
        self._camera = Camera(link)
        self._flow = FrameFlow(self._camera.capture)
        self._settings = FoundSettings(link)
        self._sensors = EmulatorSensors(link)
        self._shakes = False
        self._server: OnDeviceServer | None = None
        self._inputs: Inputs = ShellInputs(link)
        self._closed = False
        self.notes: list[str] = []
        """What is not as it should be, for doctor and report ("no on-device server: …")."""

    @classmethod
    def connect(cls, serial: str, *, mode: Mode = "auto") -> Self:
        """Meet a device. ``adb-only`` starts nothing on it.

        Raises ``NoDeviceError`` (absent, offline, unauthorized) or ``DeviceError``.
        """
        choose_serial(serial, os.environ)
        link = Link(serial, ensure_running())
        device = cls(link, read_facts(link))
        try:
            device._begin(mode)
        except BaseException:
            device.close()
            raise
        return device

    def _begin(self, mode: Mode) -> None:
        self._settings.read()
        with contextlib.suppress(DeviceError):
            learn_defaults(self._link, self._namer)
        self._shakes = self._sensors.available()
        self._navigation.start()
        if not self._navigation.readable:
            self.notes.append("the event log is not readable: navigation rests on dumpsys alone")
        if mode == "auto":
            self._start_server()

    def _start_server(self) -> None:
        because = quirks_of(self._raw.traits).get("no_ondevice_server")
        if because is not None:
            self.notes.append(f"no on-device server: {because}")
            return
        server = OnDeviceServer(self._link)
        try:
            server.start()
        except DeviceLostError:
            raise
        except DeviceError as error:
            server.stop()
            self.notes.append(f"no on-device server ({error}): taps go through adb, slowly")
            return
        self._server = server
        self._inputs = ServerInputs(server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Put back settings, stop what was started. Never raises: the device may be gone."""
        if self._closed:
            return
        self._closed = True
        steps: list[Callable[[], None]] = [
            self._flow.close,
            self._navigation.close,
            self._settings.restore,
        ]
        if self._server is not None:
            steps.append(self._server.stop)
        for step in steps:
            with contextlib.suppress(DeviceError):
                step()

    # --- facts ------------------------------------------------------------------
    def facts(self) -> DeviceFacts:
        """Facts read when the connection began; ``found_settings`` are put back at its end."""
        raw, props = self._raw, self._raw.props
        return DeviceFacts(
            serial=self.serial,
            hardware_serial=props.get("ro.serialno") or None,
            manufacturer=props.get("ro.product.manufacturer", ""),
            brand=props.get("ro.product.brand", ""),
            model=props.get("ro.product.model", ""),
            android_release=props.get("ro.build.version.release", ""),
            api_level=raw.api_level,
            fingerprint=props.get("ro.build.fingerprint", ""),
            abi=props.get("ro.product.cpu.abi", ""),
            size_px=raw.size_px,
            density_dpi=raw.density_dpi,
            locale=props.get("persist.sys.locale") or props.get("ro.product.locale") or None,
            battery_percent=raw.battery.percent,
            battery_temperature_c=raw.battery.temperature_c,
            screen_on=raw.awake,
            is_emulator=raw.emulator,
            profile=matching(raw.traits)[0].id,
            capabilities=tuple(sorted(self.capabilities())),
            found_settings=dict(self._settings.found),
            adb_version=adb_version(find_adb().path),
        )

    def capabilities(self) -> frozenset[str]:
        """What this device can do besides the basics."""
        found = {"installs", "lists_windows"}
        if self._server is not None:
            found |= {"ondevice_server", "fast_taps"}
        if self._navigation.readable:
            found.add("event_log")
        if self._shakes:
            found.add("shakes")
        if self._raw.api_level >= SINCE_API:
            found.add("records_video")
        return frozenset(found)

    def app_facts(self, package: str, save_apk_to: Path | None = None) -> AppFacts:
        """Facts of an installed app, its base.apk pulled, hashed and (if named) kept."""
        return self._apps.facts(package, save_apk_to)

    # --- seeing -----------------------------------------------------------------
    def capture(self) -> RawFrame:
        """One lossless frame; a black one is flagged, a truncated one raises."""
        return self._camera.capture()

    def next_frame(self, since_ns: int, *, ahead: bool) -> RawFrame:
        """A frame whose capture began at ``since_ns`` or later; raises as ``capture``.

        ``ahead``: another will be wanted at once, so it is taken while this one is looked at.
        """
        return self._flow.next(since_ns, ahead=ahead)

    def record_screen(self) -> Recording:
        """Begin to record the screen as video (capability ``records_video``)."""
        return Recording(self._link)

    def hierarchy(self, timeout_s: float = 3.0) -> str:
        """The accessibility tree as XML; a failed or empty dump raises ``DeviceError``."""
        if self._server is not None:
            return dump_by_server(self._server, timeout_s)
        return dump_by_shell(self._link, timeout_s)

    def windows(self) -> list[WindowInfo]:
        """Windows, top-most first."""
        return parse_windows(self._link.shell("dumpsys window windows").out)

    # --- acting -----------------------------------------------------------------
    def tap(self, point: PointPx) -> Receipt:
        """Touch once. Never sent twice; a broken connection raises and says what is unknown."""
        return self._inputs.tap(point)

    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt:
        """Drag a finger."""
        return self._inputs.swipe(start, end, for_ms)

    def key(self, name: str) -> Receipt:
        """Press a key ("back", "home" …)."""
        return self._inputs.key(name)

    def play_motion(self, motion: Motion) -> Receipt:
        """Move the device, where it "shakes" (emulators); ``DeviceError`` elsewhere."""
        return self._sensors.play_motion(motion)

    def launch(self, package: str) -> LaunchReceipt:
        """Start the launcher activity; returns when the command is sent.

        Raises ``DeviceError`` for an unknown package. Force-stop first is the caller's.
        """
        self._namer.forget_evidence()
        return self._launcher.launch(package)

    def start_activity(self, component: str, extras: Mapping[str, str | int]) -> None:
        """Start an activity with extras and wait for it; raises ``DeviceError`` if it is refused.

        For apps of our own that are told what to do. An app under test is only ever launched
        as a person does.
        """
        start_with_extras(self._link, component, extras)

    def app_log(self, tag: str) -> list[tuple[int, str]]:
        """Lines under one log tag, as (host monotonic ns, text), oldest first."""
        return read_app_log(self._link, self._navigation.clock, tag)

    def reopen(self, package: str) -> LaunchReceipt:
        """Bring the app back to the front as its icon does; it is not stopped before."""
        return self._launcher.reopen(package)

    def serve_on_device(self, on: bool) -> None:
        """Stop our server on the device, or start it again; inputs go through adb meanwhile."""
        if on and self._server is None:
            self._start_server()
        elif not on and self._server is not None:
            self._server.stop()
            self._server = None
            self._inputs = ShellInputs(self._link)

    def launch_report(self, timeout_s: float = 60.0) -> LaunchReport | None:
        """What the start command said in the end; None while it still runs."""
        return self._launcher.report(timeout_s=timeout_s)

    def start_ms(self) -> float | None:
        """What the last launch took as the device told (``am start -W``); None if not told yet."""
        report = self._launcher.report(timeout_s=0)
        if report is None:
            return None
        told = report.wait_ms if report.total_ms is None else report.total_ms
        return None if told is None else float(told)

    def stop(self, package: str) -> None:
        """Force-stop an app."""
        self._apps.stop(package)

    def clear(self, package: str) -> None:
        """Remove an app's data."""
        self._apps.clear(package)

    def install(self, path: Path) -> str:
        """Install an APK; returns its package name."""
        return self._apps.install(path)

    def packages(self) -> list[str]:
        """Installed apps that are no part of the system."""
        return self._apps.added()

    def require_installed(self, package: str) -> None:
        """Raise ``UsageError`` for an app that is not there."""
        self._launcher.require_installed(package)

    def uninstall(self, package: str) -> None:
        """Remove an app."""
        self._apps.uninstall(package)

    def wake_and_unlock(self) -> None:
        """Screen on, kept on, unlocked; raises ``DeviceError`` when a secret is needed."""
        self._settings.keep_screen_on()
        wake_and_unlock(self._link, self._raw.size_px, self._raw.api_level)

    # --- place and navigation ---------------------------------------------------
    def watch_package(self, package: str) -> None:
        """Name the app under test: its pages are its own, everything else is foreign."""
        self._namer.watched = package
        with contextlib.suppress(DeviceError):
            self._navigation.trail.learn_uids({package: self._apps.uid_of(package)})

    def place(self) -> Place:
        """Where the screen is, by ``dumpsys`` (slow, complete).

        In the middle of a transition nothing is resumed and nothing has the focus: then what
        the event log said last holds, with its own, older time.
        """
        dump = read_place(self._link, self._namer, self._raw.api_level)
        self._navigation.learn_from_dump(dump.activities, time.monotonic_ns())
        if dump.place.kind is PlaceKind.UNKNOWN:
            logged = self._navigation.last_place()
            return dump.place if logged.kind is PlaceKind.UNKNOWN else logged
        return dump.place

    def last_place(self) -> Place:
        """Where the event log said last that the screen is (at once; no dialogs)."""
        return self._navigation.last_place()

    def mark(self) -> Mark:
        """A moment from which ``navigation_since`` counts."""
        return self._navigation.mark()

    def navigation_since(self, mark: Mark) -> Navigation:
        """Hops since the mark, in order; addresses are completed as they become known."""
        return self._navigation.since(mark)
