"""What a killed worker left in the midst of a case, and how its host goes on with it.

A try whose lease this host still holds keeps its number: when its phones are there and idle, a
slot goes on in the same folder. A try that was lost meanwhile lends its bundle to the next try
of the same case on the same phones, if this host gets it. Everything else is left as evidence.
"""

import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from harness.domain.errors import TapTruthError
from harness.evidence.cut_off import in_words
from harness.evidence.format import EVERYTHING
from harness.evidence.left import has_ended, left_in
from harness.farm.claiming import Claim
from harness.farm.hosts import Standing
from harness.farm.leaving import leave_partial
from harness.farm.logs import Log
from harness.farm.workspace import Workspace

CLAIM = "claim.json"
PHONE_S = 120.0
"""So long the phones of a try are waited for; then its case is given back."""
QUEUED_S = 3600.0
"""So long a bundle waits for its case to be claimed here again."""
WHOLE = "finished from the bundle that a killed worker left"


class Held(msgspec.Struct):
    """A try that was begun by the worker before."""

    claim: Claim
    text: str
    """What going on with it is called in logs and in the try's ``why``."""
    standing: Standing | None = None
    """None as long as the database was not asked."""
    since: float = 0.0
    """When that standing was learnt (monotonic)."""


def prospect(bundle: Path) -> str | None:
    """What going on with that bundle is called; None where it cannot end as a whole one.

    A bundle that had come to its end needs no launch any more, only to be stored.
    """
    try:
        if has_ended(bundle):
            return WHOLE
        left = left_in(bundle)
    except TapTruthError:
        return None
    if not left.whole or left.begin.extra.get("asks") != EVERYTHING:
        return None
    return in_words((*left.trials, *left.cut_off))


class Resuming:
    """The tries that wait to be gone on with. Used from the worker's thread only."""

    def __init__(self, work: Path, workspace: Workspace, log: Log) -> None:
        self._work = work
        self._workspace = workspace
        self._log = log
        self._held: dict[int, Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    @property
    def tries(self) -> set[int]:
        """Whose lease is to be kept."""
        return set(self._held)

    def find(self) -> None:
        """Look at what a killed worker left; only while no slot runs."""
        stored = {told.try_id for told in self._workspace.ready() if told.judged}
        for try_id in self._workspace.begun():
            claim = self._claim(try_id)
            if claim is None or try_id in stored:
                self._workspace.clear(try_id)
                continue
            held = Held(claim=claim, text=prospect(self._workspace.bundle(try_id)) or "")
            self._held[try_id] = held
            if not held.text:
                self.leave(try_id, "left by a killed worker")

    def _claim(self, try_id: int) -> Claim | None:
        place = self._workspace.place(try_id) / CLAIM
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            return msgspec.json.decode(place.read_bytes(), type=Claim)
        return None

    def learn(self, standings: Mapping[int, Standing]) -> None:
        """How the tries stand in the database; what has no future here is left as evidence."""
        now = time.monotonic()
        for try_id, held in list(self._held.items()):
            standing = standings.get(try_id, Standing.GONE)
            if standing is Standing.GONE:
                self.leave(try_id, "its case went on elsewhere")
            elif standing is not held.standing:
                held.standing, held.since = standing, now

    def ours(self) -> Iterator[Claim]:
        """Tries that this host still has: they go on as soon as their phones are idle."""
        for held in list(self._held.values()):
            if held.standing is Standing.OURS:
                yield held.claim

    def overdue(self) -> list[tuple[int, str]]:
        """Tries whose phones did not come back, to be given back; and why. They are left."""
        now, found = time.monotonic(), []
        for try_id, held in list(self._held.items()):
            if held.standing is Standing.OURS and now - held.since > PHONE_S:
                why = f"its phone did not come back within {PHONE_S:.0f} s after the worker's"
                found.append((try_id, f"{why} new start"))
                self.leave(try_id, why)
            elif held.standing is Standing.WAITS and now - held.since > QUEUED_S:
                self.leave(try_id, "nobody has claimed its case again")
        return found

    def into(self, claim: Claim) -> str | None:
        """Take up what there is for a claim; what that is called, or None.

        The bundle then lies where the claim's try runs.
        """
        own = self._held.pop(claim.try_id, None)
        if own is not None:
            return own.text
        for try_id, held in self._held.items():
            if held.claim.case == claim.case and held.claim.serials == claim.serials:
                del self._held[try_id]
                self._workspace.move(try_id, claim.try_id)
                return f"{held.text} (begun by try {held.claim.number})"
        return None

    def leave(self, try_id: int, why: str) -> bool:
        """Leave a try as evidence; False where it was not held."""
        held = self._held.pop(try_id, None)
        if held is None:
            return False
        kept = leave_partial(self._work, held.claim, self._workspace.bundle(try_id))
        self._log.info("not gone on with", attempt=try_id, why=why, kept=kept)
        self._workspace.clear(try_id)
        return True
