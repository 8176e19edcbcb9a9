"""From log lines to hops: joins START lines with activity events, never losing either.

Knows no device: it is fed lines and dumps, so that transcripts test it.
"""

import re
import threading
from collections.abc import Mapping

import msgspec

from harness.device.parsers.activities import HistoryEntry, parse_history
from harness.device.parsers.component import split_component
from harness.device.parsers.events import (
    ActivityResumed,
    ActivityStart,
    Crashed,
    DownloadBegan,
    ProcessStarted,
    StartLine,
    parse_event,
)
from harness.device.parsers.intent import IntentText, could_be, is_redacted, parse_intent
from harness.device.parsers.logcat import LogLine
from harness.device.placing import PlaceNamer
from harness.domain.place import BLOCKED_KINDS, DOWNLOAD, FOREIGN_KINDS, Hop, Place, PlaceKind

JOIN_WITHIN_NS = 3 * 10**9
_LOOK_BACK = 12
_SYSTEM_UIDS = {0: "root", 1000: "android", 2000: "com.android.shell"}
_ANY_INTENT = re.compile(r"[Ii]ntent ?[={] ?\{?(.*?)\}\s*$", re.MULTILINE)


class Trail:
    """The hops of one device in order. Thread-safe; a hop's ``at_ns`` is unique and fixed."""

    def __init__(self, namer: PlaceNamer) -> None:
        self._namer = namer
        self._lock = threading.Lock()
        self._hops: list[Hop] = []
        self._delivered: set[int] = set()
        """``at_ns`` of hops that went to a running activity: its record keeps the old intent."""
        self._processes: dict[int, str] = {}
        self.uids: dict[int, str] = {}
        self.last_place = Place(kind=PlaceKind.UNKNOWN, source="nothing logged yet")

    def learn_uids(self, packages: Mapping[str, int | None]) -> None:
        """Which package has which uid; the app under test wins where several share one."""
        for name, uid in packages.items():
            if uid is not None and (uid not in self.uids or name == self._namer.watched):
                self.uids[uid] = name

    # --- lines ------------------------------------------------------------------
    def add(self, line: LogLine, at_ns: int) -> Hop | None:
        """Take one line; the hop that it made or completed, if any."""
        event = parse_event(line)
        with self._lock:
            if isinstance(event, StartLine):
                return self._join(self._of_start_line(event, at_ns), event.result_code in {2, 3})
            if isinstance(event, ActivityStart):
                return self._join(self._of_event(event, at_ns), event.new_intent)
            if isinstance(event, ActivityResumed):
                self._resume(event, at_ns)
            elif isinstance(event, ProcessStarted):
                self._processes[event.pid] = event.process.split(":")[0]
                if event.uid is not None:
                    self.uids.setdefault(event.uid, event.process.split(":")[0])
            elif isinstance(event, Crashed):
                return self._crash(event, at_ns)
            elif isinstance(event, DownloadBegan):
                return self._append(
                    Hop(at_ns=at_ns, source="events", action=DOWNLOAD, caller=event.package)
                )
        return None

    def _of_start_line(self, start: StartLine, at_ns: int) -> Hop:
        intent = start.intent
        return Hop(
            at_ns=at_ns,
            source="start_line",
            action=intent.action,
            data_uri=intent.data_uri,
            redacted=is_redacted(intent.data_uri),
            component=intent.component,
            package=_package(intent),
            caller=start.caller_package or self._caller(start),
            caller_uid=start.caller_uid,
            result_code=start.result_code,
            kind=self._kind(intent.component),
        )

    def _caller(self, start: StartLine) -> str | None:
        if start.caller_uid is not None:
            return self.uids.get(start.caller_uid) or _SYSTEM_UIDS.get(start.caller_uid)
        return self._processes.get(start.caller_pid) if start.caller_pid is not None else None

    def _of_event(self, start: ActivityStart, at_ns: int) -> Hop:
        return Hop(
            at_ns=at_ns,
            source="events",
            action=start.action,
            data_uri=start.data_uri,
            redacted=is_redacted(start.data_uri),
            component=start.component,
            package=split_component(start.component)[0],
            kind=self._kind(start.component),
        )

    def _kind(self, component: str | None) -> PlaceKind | None:
        return self._namer.kind(*split_component(component)) if component else None

    def _resume(self, event: ActivityResumed, at_ns: int) -> None:
        if at_ns >= self.last_place.at_ns:
            self.last_place = self._namer.place_of(
                event.component, at_ns=at_ns, source=event.source
            )

    def _crash(self, event: Crashed, at_ns: int) -> Hop:
        hop = Hop(
            at_ns=at_ns,
            source="events",
            action=event.reason[:200] or None,
            package=event.package,
            kind=PlaceKind.CRASH,
        )
        return self._append(hop)

    # --- joining ----------------------------------------------------------------
    def _join(self, fresh: Hop, delivered: bool) -> Hop:
        """Complete the hop that the other source told of already, or append a new one."""
        for index in range(len(self._hops) - 1, max(-1, len(self._hops) - 1 - _LOOK_BACK), -1):
            known = self._hops[index]
            if fresh.at_ns - known.at_ns > JOIN_WITHIN_NS:
                break
            if _same_start(known, fresh):
                return self._replace(index, _joined(known, fresh), delivered)
        hop = self._append(fresh)
        return self._replace(len(self._hops) - 1, hop, delivered)

    def _append(self, hop: Hop) -> Hop:
        if self._hops and hop.at_ns <= self._hops[-1].at_ns:
            hop = msgspec.structs.replace(hop, at_ns=self._hops[-1].at_ns + 1)
        self._hops.append(hop)
        return hop

    def _replace(self, index: int, hop: Hop, delivered: bool) -> Hop:
        self._hops[index] = hop
        if delivered:
            self._delivered.add(hop.at_ns)
        self._namer.opened_with(hop.component, hop.data_uri)
        return hop

    # --- what dumps add ---------------------------------------------------------
    def wants_dump(self, hop: Hop) -> bool:
        """Whether a dump could tell more: a cut address, or a foreign target's caller."""
        foreign = hop.kind in FOREIGN_KINDS or hop.kind in BLOCKED_KINDS
        return hop.component is not None and (hop.redacted or (foreign and hop.caller is None))

    def pending(self, since_ns: int) -> list[Hop]:
        """Hops not older than ``since_ns`` that a dump could complete."""
        with self._lock:
            return [h for h in self._hops if h.at_ns >= since_ns and self.wants_dump(h)]

    def complete_from_history(self, text: str, at_ns: int) -> None:
        """Take full addresses and callers from ``dumpsys activity activities``.

        Only for hops of the last seconds before ``at_ns``, and not for intents handed to a
        running activity: its record keeps the intent that created it.
        """
        entries = parse_history(text)
        self._complete(entries, at_ns, also_delivered=False)

    def complete_from_starter(self, text: str, at_ns: int) -> None:
        """Take full addresses from ``dumpsys activity starter`` (the last start only)."""
        intents = [parse_intent(body) for body in _ANY_INTENT.findall(text)]
        entries = [
            HistoryEntry(component=i.component, user=0, intent=i) for i in intents if i.component
        ]
        self._complete(entries, at_ns, also_delivered=True)

    def _complete(self, entries: list[HistoryEntry], at_ns: int, *, also_delivered: bool) -> None:
        with self._lock:
            for index, hop in enumerate(self._hops):
                if at_ns - hop.at_ns > 4 * JOIN_WITHIN_NS or not self.wants_dump(hop):
                    continue
                if hop.at_ns in self._delivered and not also_delivered:
                    continue
                entry = next((e for e in entries if _matches(e, hop)), None)
                if entry is not None:
                    self._replace(index, _completed(hop, entry), delivered=False)

    # --- reading ----------------------------------------------------------------
    def since(self, at_ns: int) -> tuple[Hop, ...]:
        """Hops at or after a moment, in order."""
        with self._lock:
            return tuple(hop for hop in self._hops if hop.at_ns >= at_ns)


def _package(intent: IntentText) -> str | None:
    return split_component(intent.component)[0] if intent.component else intent.package


def _same_start(known: Hop, fresh: Hop) -> bool:
    return (
        known.component is not None
        and known.component == fresh.component
        and known.kind is not PlaceKind.CRASH
        and fresh.source not in known.source.split("+")
        and (
            known.data_uri is None
            or fresh.data_uri is None
            or could_be(known.data_uri, fresh.data_uri)
            or could_be(fresh.data_uri, known.data_uri)
        )
    )


def _joined(known: Hop, fresh: Hop) -> Hop:
    """Both statements in one hop; the more complete address wins."""
    uri = known.data_uri
    if fresh.data_uri is not None and (uri is None or (known.redacted and not fresh.redacted)):
        uri = fresh.data_uri
    return msgspec.structs.replace(
        known,
        source=f"{known.source}+{fresh.source}",
        action=known.action or fresh.action,
        data_uri=uri,
        redacted=is_redacted(uri),
        caller=known.caller or fresh.caller,
        caller_uid=known.caller_uid if known.caller_uid is not None else fresh.caller_uid,
        result_code=known.result_code if known.result_code is not None else fresh.result_code,
        kind=known.kind or fresh.kind,
    )


def _matches(entry: HistoryEntry, hop: Hop) -> bool:
    return entry.component == hop.component and could_be(hop.data_uri, entry.intent.data_uri)


def _completed(hop: Hop, entry: HistoryEntry) -> Hop:
    uri = entry.intent.data_uri or hop.data_uri
    return msgspec.structs.replace(
        hop,
        source=hop.source if "dumpsys" in hop.source else f"{hop.source}+dumpsys",
        data_uri=uri,
        redacted=is_redacted(uri),
        caller=hop.caller or entry.launched_from,
    )
