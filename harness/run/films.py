"""Bundles to films: one MP4 a launch, with who made it, how, when, and what it is to show."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from harness import __version__
from harness.domain.errors import EvidenceError, UsageError
from harness.domain.exchange import Command, Event, Observed, Press, Swipe, Tap, Tapped
from harness.domain.frame import FrameRef
from harness.domain.trial import Trial
from harness.evidence.custody import operator
from harness.evidence.reader import Bundle
from harness.report.film import FPS, HEIGHT_PX, TAP_SHOWN_NS, Mark, Reel, Shot, render_film
from harness.run.outputs import write_bytes
from harness.run.replay import Exchange, exchanges_of
from harness.run.streams import Stream, stream_of

AIM_LEAST_NS = 150_000_000
"""An aim is drawn so long beyond its tap, or no picture of the film might show it."""
KEY_SHOWN_NS = 800_000_000
AFTER_NS = 500_000_000


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """A film that was written."""

    trial: int
    path: str
    bytes: int
    seconds: float
    source: str
    """"frames" or "stream"."""


def write_films(
    bundle: Bundle,
    folder: Path,
    *,
    trials: tuple[int, ...] = (),
    fps: int = FPS,
    height_px: int = HEIGHT_PX,
) -> Iterator[Film]:
    """Write ``trial-NNN.mp4`` of each launch (or those named) and tell of each as it is done.

    Raises UsageError for a launch that there is not and a place that cannot be written.
    """
    known = {trial.number: trial for trial in bundle.case.trials}
    unknown = [number for number in trials if number not in known]
    if unknown:
        raise UsageError(f"{bundle.path}: no launch {unknown[0]}; there are 1 to {len(known)}")
    exchanges = exchanges_of(bundle)
    for number in trials or tuple(known):
        trial = known[number]
        stream = _richer(stream_of(bundle, number), trial)
        reel = reel_of(bundle, trial, exchanges.get(number, []), stream)
        if reel is None:
            continue
        data = render_film(reel, _pixels(bundle, stream), fps=fps, height_px=height_px)
        path = folder / f"trial-{number:03d}.mp4"
        write_bytes(path, data)
        seconds = (reel.end_ns - reel.start_ns) / 1e9
        yield Film(
            trial=number,
            path=str(path),
            bytes=len(data),
            seconds=seconds,
            source="stream" if stream else "frames",
        )


def _richer(stream: Stream | None, trial: Trial) -> Stream | None:
    """The stream, if it shows more moments than the frames do: a slow encoder's does not."""
    return stream if stream is not None and len(stream.times) > len(trial.frames) else None


def _pixels(bundle: Bundle, stream: Stream | None) -> Callable[[int], NDArray[np.uint8] | None]:
    """Frames by their number, pictures of the stream by -1, -2 and so on."""

    def of(number: int) -> NDArray[np.uint8] | None:
        if number < 0:
            return stream.picture(-number - 1) if stream else None
        try:
            return bundle.frame_pixels(number)
        except EvidenceError:
            return None

    return of


def reel_of(
    bundle: Bundle, trial: Trial, exchanges: list[Exchange], stream: Stream | None = None
) -> Reel | None:
    """What a launch's film shows; None when not one frame of it was recorded.

    Where a stream of the device's own video is given, its pictures are shown from the first
    on, and the frames before it: a stream says nothing while the screen is still.
    """
    if not trial.frames:
        return None
    shots = _shots(trial, stream)
    marks = tuple(m for e in exchanges for m in _marks(e, trial))
    start_ns = min(trial.started_at_ns or shots[0].at_ns, shots[0].at_ns)
    end_ns = max([shots[-1].at_ns, *(m.until_ns for m in marks)]) + AFTER_NS
    package = bundle.case.app.package
    return Reel(
        title=f"{package} #{trial.number} {trial.question.kind}",
        shots=shots,
        marks=marks,
        start_ns=start_ns,
        end_ns=end_ns,
        screen_px=trial.frames[0].size_px,
        facts=facts_of(bundle, trial, stream),
    )


def _shots(trial: Trial, stream: Stream | None) -> tuple[Shot, ...]:
    frames = [_shot(frame) for frame in trial.frames]
    if stream is None:
        return tuple(frames)
    offset_ns = trial.frames[0].wall_ns - trial.frames[0].at_ns
    pictures = [
        Shot(at_ns=at_ns, wall_ns=at_ns + offset_ns, label=f"video {i + 1}", key=-i - 1)
        for i, at_ns in enumerate(stream.times)
    ]
    return (*(s for s in frames if s.at_ns < pictures[0].at_ns), *pictures)


def _shot(frame: FrameRef) -> Shot:
    return Shot(
        at_ns=frame.at_ns, wall_ns=frame.wall_ns, label=f"frame {frame.number}", key=frame.number
    )


def _marks(exchange: Exchange, trial: Trial) -> Iterator[Mark]:
    command, event = exchange.command, exchange.event
    if isinstance(command, Tap) and isinstance(event, Tapped):
        aimed_ns = next((f.at_ns for f in trial.frames if f.number == command.aim.frame), None)
        yield Mark(
            from_ns=min(aimed_ns or event.at_ns, event.at_ns),
            until_ns=event.at_ns + AIM_LEAST_NS,
            text=f"AIM {command.aim.why} (frame {command.aim.frame})",
            point_px=command.point_px,
            box_px=command.aim.box_px,
        )
        took_ms = (event.receipt_ns - event.at_ns) / 1e6
        yield Mark(
            from_ns=event.at_ns,
            until_ns=event.at_ns + TAP_SHOWN_NS,
            text=f"TAP {event.point_px.x:.0f},{event.point_px.y:.0f} (taken in {took_ms:.0f} ms)",
            point_px=event.point_px,
            touch=True,
        )
    elif isinstance(command, Press):
        yield _word(event, f"KEY {command.key}")
    elif isinstance(command, Swipe):
        yield _word(event, f"SWIPE {command.for_ms} ms")
    elif not isinstance(event, Observed):
        yield _word(event, _name(command))


def _word(event: Event, text: str) -> Mark:
    return Mark(from_ns=event.at_ns, until_ns=event.at_ns + KEY_SHOWN_NS, text=text)


def _name(command: Command) -> str:
    return type(command).__name__.upper()


def facts_of(bundle: Bundle, trial: Trial, stream: Stream | None = None) -> dict[str, str]:
    """The four facts that audio-visual evidence must name, as the file's metadata.

    How, when and by whom it was made, and what it is to prove (行政诉讼证据规定 Art. 12:
    制作方法、制作时间、制作人、证明对象), with the digests that lead back to the sealed frames.
    """
    case = bundle.case
    seal = (bundle.seal_info or {}).get("statement", {})
    began = dt.datetime.fromtimestamp(trial.started_wall_ns / 1e9, tz=dt.UTC)
    made = dt.datetime.now(dt.UTC)
    outcome = trial.result.outcome if trial.result else None
    proves = f"launch {trial.number}: {trial.question.kind}"
    proves += f", outcome {outcome.kind} ({outcome.why})" if outcome else ""
    how = (
        f"made by taptruth {__version__} from {_source(trial, stream)} of "
        f"{case.device.manufacturer} {case.device.model}, Android {case.device.android_release}; "
        "newest picture of each moment, no interpolation; clock, aim and touch drawn in"
    )
    source = (
        f"bundle {case.id}; manifest SHA-256 {seal.get('manifest_sha256', 'unsealed')}; "
        f"APK SHA-256 {case.app.apk_sha256 or 'unknown'}"
    )
    return {
        "title": f"{case.app.package} {case.app.version_name or ''} launch {trial.number}".strip(),
        "artist": operator(),
        "creation_time": made.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        "date": began.isoformat(),
        "description": f"制作方法 (method): {how}",
        "synopsis": f"证明对象 (to prove): {proves}",
        "comment": (
            f"制作方法 (method): {how}\n制作时间 (made): {made.isoformat()}, of a launch at "
            f"{began.isoformat()}\n制作人 (made by): {operator()}\n"
            f"证明对象 (to prove): {proves}\n来源 (source): {source}"
        ),
    }


def _source(trial: Trial, stream: Stream | None) -> str:
    if stream is None:
        return f"{len(trial.frames)} sealed screenshots"
    return (
        f"the device's own sealed H.264 stream ({len(stream.times)} pictures, timed by their "
        "arrival, after a sealed screenshot)"
    )
