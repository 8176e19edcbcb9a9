"""One case in a slot's process: meet the phones, scan, judge, verify, pack."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness.device.device import Device
from harness.device.facts import read_facts
from harness.device.holding import HeldError, hold
from harness.device.launching import checked_package
from harness.device.link import Link
from harness.device.parsers.errors import ParseError
from harness.device.parsers.package_dump import parse_package_dump
from harness.device.server import ServerAddress
from harness.domain.device import DeviceFacts
from harness.domain.errors import CannotResumeError, DeviceError, TapTruthError, UsageError
from harness.domain.trial import CUT_OFF, Case, Depth, TrialStatus
from harness.evidence.format import SEAL
from harness.evidence.left import has_ended
from harness.evidence.packing import pack
from harness.evidence.reader import open_bundle
from harness.evidence.seal import seal
from harness.evidence.verify import verify
from harness.farm.leaving import leave_partial
from harness.farm.orders import Ended, Probe, Probed, Task
from harness.farm.records import Blame, Health, Order, PhoneFacts
from harness.farm.shelf import Shelf, digest_of
from harness.farm.workspace import Told, leave
from harness.ledger.queries import version_text
from harness.run.calibration import newest
from harness.run.clock import HostClock
from harness.run.doctoring import doctor_of
from harness.run.eyes import open_eyes
from harness.run.fleet import Unit
from harness.run.inquiries import ScanOptions
from harness.run.progress import Silence
from harness.run.scan import MAX_BROKEN_IN_A_ROW, scan


def use_server(server: tuple[str, int]) -> None:
    """Every adb client of this process goes to that server."""
    os.environ.pop("ADB_SERVER_SOCKET", None)
    os.environ.pop("ANDROID_ADB_SERVER_ADDRESS", None)
    os.environ["ANDROID_ADB_SERVER_HOST"] = server[0]
    os.environ["ANDROID_ADB_SERVER_PORT"] = str(server[1])


# --- probing ------------------------------------------------------------------------
def probe(asked: Probe) -> Probed:
    """Facts and health of a phone; never raises."""
    use_server(asked.server)
    try:
        link = Link(asked.serial, ServerAddress(*asked.server))
        if asked.known is not None:
            facts = msgspec.structs.replace(asked.known, health=_health(link))
        else:
            with Device.connect(asked.serial) as device:
                facts = facts_of(device.facts(), _health(link))
        versions = {name: told for name in asked.packages if (told := version_of(link, name))}
    except TapTruthError as error:
        return Probed(serial=asked.serial, why=str(error))
    return Probed(serial=asked.serial, facts=facts, versions=versions)


def version_of(link: Link, package: str) -> str | None:
    """The installed version as the ledger writes it ("1.2 (12)"); None where there is none."""
    told = link.shell(f"dumpsys package {checked_package(package)}").out
    try:
        dump = parse_package_dump(told, package)
    except ParseError:
        return None
    if dump.version_name is None and dump.version_code is None:
        return None
    return version_text(dump.version_name, dump.version_code)


def _health(link: Link) -> Health:
    battery = read_facts(link).battery
    return Health(
        battery_percent=battery.percent,
        temperature_c=battery.temperature_c,
        storage_free_bytes=free_bytes(link.shell("df -k /data").out),
    )


def free_bytes(text: str) -> int | None:
    """Free room of ``df -k`` for one path; None where it is not told (old toolboxes)."""
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) >= 4 and words[3].isdecimal():
            return int(words[3]) * 1024
    return None


def facts_of(device: DeviceFacts, health: Health) -> PhoneFacts:
    """What the farm wants to know of a device; region and provider are the worker's to add."""
    found = newest(device.fingerprint, device.hardware_serial or "")
    major = device.android_release.partition(".")[0]
    return PhoneFacts(
        serial=device.serial,
        profile=device.profile,
        manufacturer=device.manufacturer,
        brand=device.brand,
        model=device.model,
        android=int(major) if major.isdecimal() else 0,
        api_level=device.api_level,
        size_px=(device.size_px.width, device.size_px.height),
        density_dpi=device.density_dpi,
        fingerprint=device.fingerprint,
        capabilities=device.capabilities,
        calibrated=None if found is None else found.fit,
        health=health,
    )


# --- running ------------------------------------------------------------------------
def run(task: Task) -> Ended:
    """Run the case and leave what it found in ``ready``. Never raises but ``SystemExit``."""
    bundle = Path(task.work) / "running" / str(task.claim.try_id) / "bundle"
    use_server(task.server)
    try:
        case = _scanned(task, bundle)
    except (KeyboardInterrupt, TapTruthError, OSError) as error:
        return _gave_up(task, bundle, ended_by(task.claim.try_id, error))
    broken = rig_broken(case)
    if broken is not None:
        ended = Ended(
            try_id=task.claim.try_id, blame=Blame.PHONE, why=broken, launches=len(case.trials)
        )
        return _gave_up(task, bundle, ended)
    try:
        leave_result(task, bundle)
    except (TapTruthError, OSError) as error:
        return Ended(try_id=task.claim.try_id, blame=Blame.HOST, why=str(error))
    return Ended(try_id=task.claim.try_id, judged=True, launches=len(case.trials))


def ended_by(try_id: int, error: BaseException) -> Ended:
    """How a try ends that was interrupted or met an error."""
    if isinstance(error, CannotResumeError):
        return Ended(try_id=try_id, lost=True, why=f"not gone on with: {error}")
    if isinstance(error, TapTruthError):
        return Ended(try_id=try_id, blame=blame_of(error), why=str(error))
    if isinstance(error, OSError):
        why = f"{error.filename or 'this host'}: {error.strerror or error}"
        return Ended(try_id=try_id, blame=Blame.HOST, why=why)
    return Ended(try_id=try_id, cancelled=True)


def blame_of(error: TapTruthError) -> Blame:
    """Whose fault an error is: a phone's only where a phone was spoken to."""
    if isinstance(error, UsageError):
        return Blame.ORDER
    if isinstance(error, HeldError):
        return Blame.HOST
    return Blame.PHONE if isinstance(error, DeviceError) else Blame.HOST


def rig_broken(case: Case) -> str | None:
    """Why the scan gave up on the rig, None where it came to its own end.

    A launch that was cut off with its worker is nobody's failure.
    """
    last = [trial for trial in case.trials if trial.reason != CUT_OFF][-MAX_BROKEN_IN_A_ROW:]
    broken = [trial for trial in last if trial.status is TrialStatus.BROKEN]
    if len(broken) < MAX_BROKEN_IN_A_ROW:
        return None
    return f"{len(broken)} launches in a row were broken: {broken[-1].reason}"


def _scanned(task: Task, bundle: Path) -> Case:
    order = task.claim.order
    if task.resume and has_ended(bundle):
        return _sealed(bundle)
    apk = None if order.apk is None else apk_of(task, order.apk)
    with contextlib.ExitStack() as stack:
        devices = list(_met(task, stack))
        for device in devices:
            if apk is not None and not task.resume:
                device.install(apk)
            device.require_installed(order.package)
        result = scan(
            devices[0],
            open_eyes(),
            options_of(order, bundle, resume=task.resume),
            clock=HostClock(),
            progress=Silence(),
            doctor=doctor_of(devices[0]),
            others=[Unit(device, open_eyes(alone=True)) for device in devices[1:]],
        )
    return result.case


def apk_of(task: Task, key: str) -> Path:
    """The APK on this host's disk, fetched from the shelf the first time."""
    here = Path(task.work) / "apps" / key.rpartition("/")[2]
    if not here.exists():
        Shelf(task.store).get(key, here)
    return here


def _met(task: Task, stack: contextlib.ExitStack) -> Iterator[Device]:
    for serial in task.serials:
        stack.enter_context(hold(serial))
        yield stack.enter_context(Device.connect(serial))


def _sealed(bundle: Path) -> Case:
    """A case that had come to its end when its worker was killed."""
    if not (bundle / SEAL).exists():
        seal(bundle)
    with open_bundle(bundle) as opened:
        return opened.case


def options_of(order: Order, bundle: Path, *, resume: bool = False) -> ScanOptions:
    """The scan that an order asks for."""
    return ScanOptions(
        package=order.package,
        bundle=bundle,
        budget=order.launches,
        seed=order.seed,
        consent=order.consent,
        updates=order.updates,
        depth=Depth(order.depth),
        minutes=order.minutes,
        profile=order.rules,
        resume=resume,
    )


def leave_result(task: Task, bundle: Path) -> None:
    """Verify the sealed bundle, pack it, and put it where it waits for the shelf."""
    verify(bundle)
    packed = bundle.with_name("bundle.zip")
    packed.unlink(missing_ok=True)
    pack(bundle, packed)
    with open_bundle(packed) as opened:
        manifest = hashlib.sha256(opened.file("manifest.json")).hexdigest()
        told = Told(
            try_id=task.claim.try_id,
            case_number=task.claim.case,
            serial=task.serials[0],
            digest=digest_of(packed),
            bytes=packed.stat().st_size,
            manifest_sha256=manifest,
            case=opened.case,
            judgement=opened.judgement,
        )
    leave(Path(task.work), told, packed)


def _gave_up(task: Task, bundle: Path, ended: Ended) -> Ended:
    """Keep what was seen, where there is something: it is the evidence against the rig."""
    return msgspec.structs.replace(ended, kept=leave_partial(Path(task.work), task.claim, bundle))
