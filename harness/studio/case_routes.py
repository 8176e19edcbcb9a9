"""Bundles and scans on the page: listed, begun, watched, stopped, verified, reported."""

import base64
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.domain.trial import Question, StopReason, Trial
from harness.report import phrases
from harness.report.html import script_digest
from harness.report.words import LANGUAGES, Words, named
from harness.studio import shown
from harness.studio.following import Followed, Follower, Lane
from harness.studio.phones import Phones
from harness.studio.scans import Scans
from harness.studio.shelf import Shelf, report
from harness.studio.standing import standing
from harness.studio.web import EVENT_S, PING, answer, aside, asked, event, given, stream

REPORT_CSP = (
    "sandbox allow-scripts; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "script-src '{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""A report shows an app's words and pictures: it gets an origin of its own, and reaches nothing."""
SHOWN_TRIALS = 200


class ScanAsked(msgspec.Struct, forbid_unknown_fields=True):
    """What a person chose for a scan; the same choices as the command's."""

    serial: str
    package: str
    depth: Literal["quick", "standard", "thorough"] = "standard"
    launches: Annotated[int, msgspec.Meta(ge=1, le=500)] | None = None
    minutes: Annotated[float, msgspec.Meta(ge=0.5)] | None = None
    seed: int = 0
    consent: Literal["accept", "decline", "stop"] = "accept"


class CaseRoutes:
    """Everything under ``/api/bundles``, ``/api/scans`` and ``/report``."""

    def __init__(self, shelf: Shelf, scans: Scans, phones: Phones) -> None:
        self._shelf = shelf
        self._scans = scans
        self._phones = phones
        self._lock = threading.Lock()
        self._followers: dict[Path, Follower] = {}

    def routes(self) -> list[Route]:
        """Paths and what answers them."""
        one = "/api/bundles/{id}"
        return [
            Route("/api/bundles", self._listed),
            Route(f"{one}/live", self._live),
            Route(f"{one}/verify", self._verify, methods=["POST"]),
            Route("/api/scans", self._told),
            Route("/api/scans", self._start, methods=["POST"]),
            Route("/api/scans/{id}/stop", self._stop, methods=["POST"]),
            Route("/report/{id}", self._report),
        ]

    # --- bundles ------------------------------------------------------------------
    async def _listed(self, _: Request) -> Response:
        lines = await aside(self._shelf.told)
        return answer({"folder": str(self._shelf.folder), "bundles": lines})

    async def _verify(self, request: Request) -> Response:
        return answer(await aside(self._shelf.verify, request.path_params["id"]))

    async def _report(self, request: Request) -> Response:
        path = await aside(self._shelf.path, request.path_params["id"])
        return await report_of(path, asked(request, "lang"))

    # --- scans --------------------------------------------------------------------
    def _path(self, name: str) -> Path:
        """The bundle of that id, also one that a scan has not begun to write."""
        for job in self._scans.told():
            if self._shelf.id_of(job["bundle"]) == name:
                found: Path = job["bundle"]
                return found
        return self._shelf.path(name)

    async def _told(self, _: Request) -> Response:
        jobs = [{**job, "bundle": self._shelf.id_of(job["bundle"])} for job in self._scans.told()]
        return answer(jobs)

    async def _start(self, request: Request) -> Response:
        wanted = await given(request, ScanAsked)
        desk = await aside(self._phones.desk, wanted.serial)
        chosen = msgspec.to_builtins(wanted)
        usual = 80 if wanted.depth == "thorough" else 40
        chosen["launches"] = wanted.launches or usual
        job = await aside(self._scans.start, desk, chosen)
        return answer({"bundle": self._shelf.id_of(job.options.bundle)})

    async def _stop(self, request: Request) -> Response:
        path = await aside(self._path, request.path_params["id"])
        self._scans.stop(path)
        return answer({})

    async def _live(self, request: Request) -> Response:
        path = await aside(self._path, request.path_params["id"])
        with self._lock:
            follower = self._followers.setdefault(path, Follower(path))

        async def told() -> AsyncIterator[bytes]:
            number, seen = -1, _Told()
            with follower.watched() as board:
                while not await request.is_disconnected():
                    newer, now = await board.after(number, EVENT_S)
                    if newer == number:
                        yield PING
                    number = newer
                    for piece in await aside(lambda now=now: list(seen.news(now))):
                        yield piece
                    if now.sealed or now.quiet:
                        return

        return stream(told())


async def report_of(path: Path, lang: str | None) -> Response:
    """The report of a bundle, boxed in; in both languages where ``lang`` is none of them."""
    page = await aside(report, path, lang if lang in LANGUAGES else "both")
    policy = REPORT_CSP.format(digest=script_digest("desk.js"))
    return Response(
        page,
        media_type="text/html; charset=utf-8",
        headers={"content-security-policy": policy},
    )


class _Told:
    """What one page was told of a case, so that it is told only what is new."""

    def __init__(self) -> None:
        self._trials = -1
        self._asked: tuple[int, ...] = ()
        self._pictures: dict[int, int] = {}
        self._seen: dict[int, object] = {}
        self._state: object = None

    def news(self, now: Followed) -> Iterator[bytes]:
        """Events for what changed."""
        state = _state(now)
        if state != self._state:
            self._state = state
            yield event("case", state)
        asked = tuple(lane.number for lane in now.lanes)
        if (len(now.trials), asked) != (self._trials, self._asked):
            self._trials, self._asked = len(now.trials), asked
            yield event("trials", [_trial(trial) for trial in now.trials[-SHOWN_TRIALS:]])
            yield event("asking", [_asking(lane) for lane in now.lanes])
            yield event("next", _next(now.next()))
            yield event("standing", standing(now.trials, now.size))
        for lane in now.lanes:
            yield from self._lane(lane)

    def _lane(self, lane: Lane) -> Iterator[bytes]:
        picture = lane.picture
        if picture is not None and self._pictures.get(lane.number) != picture[0]:
            self._pictures[lane.number] = picture[0]
            jpeg = base64.b64encode(picture[1]).decode("ascii")
            yield event("frame", {"launch": lane.number, "number": picture[0], "jpeg": jpeg})
        if lane.seen is not None and self._seen.get(lane.number) is not lane.seen:
            self._seen[lane.number] = lane.seen
            yield event("seen", _seen(lane))


def _state(now: Followed) -> Mapping[str, Any]:
    extra = now.begin.extra if now.begin else {}
    return {
        "package": shown.told(str(extra.get("package") or "")),
        "label": shown.told(now.app.label) if now.app else None,
        "version": shown.told(now.app.version_name) if now.app else None,
        "serial": now.device.serial if now.device else None,
        "model": shown.told(now.device.model) if now.device else None,
        "depth": extra.get("depth"),
        "budget": extra.get("budget"),
        "size": [now.size.width, now.size.height],
        "ended": now.ended,
        "sealed": now.sealed,
        "quiet": now.quiet,
    }


def _question(question: Question) -> Mapping[str, Any]:
    """The question and why it is asked, in every language."""
    text = {lang: phrases.question_phrase(Words(lang), question).unescape() for lang in LANGUAGES}
    return {"text": text, "why": _worded(question.why)}


def _worded(why: str) -> Mapping[str, str] | None:
    """A sentence of the plan or of a session, keys of controls put into words."""
    if not why:
        return None
    return {lang: named(text, lang) for lang, text in phrases.told(why).items()}


def _asking(lane: Lane) -> Mapping[str, Any]:
    return {"launch": lane.number, **_question(lane.question)}


def _next(what: Question | StopReason | None) -> Mapping[str, Any] | None:
    if what is None:
        return None
    if isinstance(what, StopReason):
        return {"stops": _worded(what.why)}
    return _question(what)


def _trial(trial: Trial) -> Mapping[str, Any]:
    outcome = trial.result.outcome if trial.result else None
    place = outcome.place if outcome else None
    why = outcome.why if outcome else trial.reason
    return {
        "launch": trial.number,
        "serial": trial.serial,
        **_question(trial.question),
        "outcome": phrases.outcome_name(trial),
        "told": _worded(why),
        "certain": outcome.certain if outcome else False,
        "place": None if place is None else shown.place(place),
    }


def _seen(lane: Lane) -> Mapping[str, Any]:
    assert lane.seen is not None
    frame = lane.seen.frame
    return {
        "launch": lane.number,
        "number": frame.same_as or frame.number,
        "at_ms": (frame.at_ns - lane.began_at_ns) // 1_000_000,
        "size": [frame.size_px.width, frame.size_px.height],
        "sight": shown.sight(lane.seen.sight),
        "place": shown.place(lane.seen.place),
        "hops": [shown.hop(it) for it in lane.hops[-20:]],
        "tapped": None if lane.tapped_px is None else [lane.tapped_px.x, lane.tapped_px.y],
    }
