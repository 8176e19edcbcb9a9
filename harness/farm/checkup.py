"""``doctor --farm``: is the farm whole, and what to do where it is not."""

import time
from collections.abc import Iterator

from sqlalchemy.engine import Engine

from harness.device.checkup import Check
from harness.domain.errors import TapTruthError
from harness.farm import reading
from harness.farm.database import acting, now_ns, open_farm, settings_of
from harness.farm.records import CaseState, HostState, PhoneState, Settings
from harness.farm.shelf import Shelf

SLOW_MS = 50.0
"""A round trip to the database above it makes every claim felt."""


def check_farm(where: str) -> Iterator[Check]:
    """All checks, each as soon as it is known; what the next ones need ends the list."""
    try:
        engine = open_farm(where)
    except TapTruthError as error:
        yield Check(name="farm database", status="fail", said=str(error))
        return
    try:
        database, settings = _database(engine)
        yield database
        yield _shelf(settings)
        yield from _hosts(engine, settings)
        yield _phones(engine)
        yield _queue(engine)
    except TapTruthError as error:
        yield Check(name="farm", status="fail", said=str(error), do="run doctor again")
    finally:
        engine.dispose()


def _database(engine: Engine) -> tuple[Check, Settings]:
    with acting(engine) as db:
        settings = settings_of(db)
        began = time.perf_counter()
        now_ns(db)
        taken_ms = 1000 * (time.perf_counter() - began)
        version = db.exec_driver_sql("SHOW server_version").scalar_one()
    slow = taken_ms > SLOW_MS
    check = Check(
        name="farm database",
        status="warn" if slow else "ok",
        said=f"PostgreSQL {version}, a round trip takes {taken_ms:.1f} ms",
        do="put workers nearer to it, or look at its load" if slow else "",
    )
    return check, settings


def _shelf(settings: Settings) -> Check:
    try:
        Shelf(settings.store).try_out()
    except TapTruthError as error:
        return Check(name="shelf", status="fail", said=str(error))
    return Check(name="shelf", status="ok", said=f"{settings.store} takes and gives back")


def _hosts(engine: Engine, settings: Settings) -> Iterator[Check]:
    found = reading.hosts(engine)
    if not found:
        yield Check(name="hosts", status="fail", said="none", do="on a host: taptruth farm worker")
    for host in found:
        full = host.disk_used_bytes > 0.8 * host.disk_quota_bytes > 0
        silent = host.state in {HostState.UP, HostState.DRAINING} and (
            host.silent_s > settings.lease_s
        )
        said = (
            f"{host.state}, {host.phones} phones, {host.busy} busy, silent {host.silent_s:.0f} s, "
            f"{host.waiting_uploads} results wait, {host.disk_used_bytes / 1e9:.1f} of "
            f"{host.disk_quota_bytes / 1e9:.1f} GB"
        )
        do = ""
        if host.state is HostState.LOST or silent:
            do = f"on {host.name}: systemctl status taptruth-worker, then its network"
        elif full:
            do = "its results do not reach the shelf: look at its log for 'not stored yet'"
        yield Check(name=f"host {host.name}", status="warn" if do else "ok", said=said, do=do)


def _phones(engine: Engine) -> Check:
    found = reading.phones(engine)
    bad = [p for p in found if p.state in {PhoneState.QUARANTINED, PhoneState.UNFIT}]
    working = sum(p.state in {PhoneState.READY, PhoneState.BUSY} for p in found)
    said = f"{working} of {len(found)} can work"
    said += "".join(f"; {p.facts.serial} on {p.host} {p.state}: {p.why}" for p in bad)
    do = "taptruth farm quarantine shows the evidence; --lift when it is mended" if bad else ""
    return Check(name="phones", status="ok" if working and not bad else "warn", said=said, do=do)


def _queue(engine: Engine) -> Check:
    counted = reading.counts(engine)
    stuck = [q for q in reading.queues(engine) if q.queued and not q.phones_now]
    said = ", ".join(f"{many} {state}" for state, many in counted.items() if many) or "empty"
    said += "".join(f"; {q.queued} wait for a phone with {q.wants.told()}" for q in stuck)
    failed = counted[CaseState.FAILED]
    do = "connect such a phone, or cancel those cases" if stuck else ""
    return Check(name="queue", status="warn" if stuck or failed else "ok", said=said,
                 do=do or ("taptruth farm status --cases says why" if failed else ""))  # fmt: skip
