"""Runs one session on one device: answers its commands with events and records both."""

import contextlib
from collections.abc import Sequence

import msgspec

from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.exchange import (
    Click,
    Command,
    Event,
    Launch,
    Launched,
    LaunchFailed,
    Look,
    Move,
    Observed,
    Pace,
    Press,
    Pressed,
    Reopen,
    Session,
    Stop,
    Stopped,
    Swipe,
    Swiped,
    Tap,
    Tapped,
    TimeUp,
)
from harness.domain.frame import FrameRef
from harness.domain.place import Hop, PlaceKind
from harness.domain.trial import Question, Trial, TrialResult, TrialStatus
from harness.run.abilities import Abilities
from harness.run.clock import Clock
from harness.run.looking import Looker, ReadBefore
from harness.run.places import PlaceWatch
from harness.run.ports import Eyes, Phone, RawFrame, Recorder
from harness.run.tree_text import tree_text

CALM_EVERY_NS = 330_000_000
EAGER_EVERY_NS = 40_000_000
"""Where no tap waits, 25 frames a second show every step of an animation; more only heat."""
HOME_WAIT_NS = 2_000_000_000
CAPTURE_TRIES = 3


class TrialRunner:
    """One session on one device, from its launch to its result. Use once."""

    def __init__(
        self,
        phone: Phone,
        eyes: Eyes,
        recorder: Recorder,
        clock: Clock,
        *,
        package: str,
        density_dpi: int,
        capabilities: Sequence[str] = (),
        read_before: ReadBefore | None = None,
    ) -> None:
        self._phone = phone
        self._abilities = Abilities(phone, capabilities)
        self._looker = Looker(eyes, density_dpi, read_before)
        self._recorder = recorder
        self._clock = clock
        self._package = package
        self._places = PlaceWatch(phone)
        self._mark: object = None
        self._hops_told = 0
        self._last_look_ns = 0
        self._acted_ns = 0
        self._frames: list[FrameRef] = []
        self._trial: int | None = None

    def run(self, number: int, question: Question, session: Session) -> Trial:
        """Drive the session to its end. Only ``DeviceLostError`` gets through.

        Any other trouble of the rig makes a ``broken`` trial, which is never held against
        the app.
        """
        self._trial = number
        started_at_ns, started_wall_ns = self._clock.monotonic_ns(), self._clock.wall_ns()
        status, reason = TrialStatus.DONE, ""
        result: TrialResult | None = None
        self._mark = self._phone.mark()
        with self._places:
            try:
                result = self._refined(self._drive(session))
                if self._abilities.refused:
                    status, reason = TrialStatus.NOT_APPLICABLE, result.reason
            except DeviceLostError:
                raise
            except DeviceError as error:
                status, reason = TrialStatus.BROKEN, str(error)
            finally:
                with contextlib.suppress(DeviceError):
                    self._phone.stop(self._package)
                self._abilities.put_back()
        return Trial(
            number=number,
            question=question,
            status=status,
            result=result,
            reason=reason or (result.reason if result else ""),
            serial=self._phone.serial,
            started_at_ns=started_at_ns,
            started_wall_ns=started_wall_ns,
            ended_at_ns=self._clock.monotonic_ns(),
            frames=tuple(self._frames),
        )

    def _drive(self, session: Session) -> TrialResult:
        """Exchange commands and events until the session returns.

        A tap goes out before the frame that justified it is written: recording must not
        delay it. Whatever happens, nothing stays unwritten.
        """
        command = next(session)
        unwritten: list[tuple[Command, Event]] = []
        try:
            while True:
                event = self._answer(command)
                if not isinstance(command, Look):
                    self._acted_ns = event.at_ns
                unwritten.append((command, event))
                try:
                    command = session.send(event)
                except StopIteration as end:
                    result: TrialResult = end.value
                    return result
                if not isinstance(command, Tap):
                    self._write(unwritten)
        finally:
            self._write(unwritten)

    def _write(self, exchanged: list[tuple[Command, Event]]) -> None:
        for command, event in exchanged:
            self._record(command, event)
        exchanged.clear()

    def _record(self, command: Command, event: Event) -> None:
        wall_ns = self._clock.wall_ns() - (self._clock.monotonic_ns() - event.at_ns)
        for kind, record in (("command", command), ("event", event)):
            self._recorder.record(
                kind, record, at_ns=event.at_ns, wall_ns=wall_ns, trial=self._trial
            )

    def _answer(self, command: Command) -> Event:
        if isinstance(command, Look):
            return self._look(command)
        if isinstance(command, Tap):
            receipt = self._phone.tap(command.point_px)
            return Tapped(
                at_ns=receipt.sent_ns,
                point_px=command.point_px,
                receipt_ns=receipt.receipt_ns,
                channel=receipt.channel,
            )
        if isinstance(command, Launch):
            return self._launch(command)
        if isinstance(command, Press):
            receipt = self._phone.key(command.key)
            return Pressed(at_ns=receipt.sent_ns, key=command.key, receipt_ns=receipt.receipt_ns)
        if isinstance(command, Swipe):
            receipt = self._phone.swipe(command.start_px, command.end_px, command.for_ms)
            return Swiped(at_ns=receipt.sent_ns, receipt_ns=receipt.receipt_ns)
        return self._answer_seldom(command)

    def _answer_seldom(self, command: Command) -> Event:
        if isinstance(command, Reopen):
            return self._reopen()
        if isinstance(command, Click):
            return self._abilities.click(command, self._clock.monotonic_ns())
        if isinstance(command, Move):
            return self._abilities.move(command, self._clock.monotonic_ns())
        assert isinstance(command, Stop)
        self._phone.stop(self._package)
        return Stopped(at_ns=self._clock.monotonic_ns())

    # --- starting --------------------------------------------------------------
    def _launch(self, command: Launch) -> Event:
        self._phone.stop(self._package)
        refused = self._abilities.prepare(command, self._clock.monotonic_ns())
        if refused is not None:
            return refused
        if command.clear_data:
            self._phone.clear(self._package)
        self._go_home()
        if command.pause_ms:
            self._clock.wait_until(self._clock.monotonic_ns() + command.pause_ms * 1_000_000)
        self._mark = self._phone.mark()
        self._hops_told = 0
        try:
            receipt = self._phone.launch(self._package)
        except DeviceLostError:
            raise
        except DeviceError as error:
            return LaunchFailed(at_ns=self._clock.monotonic_ns(), reason=str(error))
        return Launched(at_ns=receipt.at_ns, component=receipt.component)

    def _reopen(self) -> Event:
        try:
            receipt = self._phone.reopen(self._package)
        except DeviceLostError:
            raise
        except DeviceError as error:
            return LaunchFailed(at_ns=self._clock.monotonic_ns(), reason=str(error))
        return Launched(at_ns=receipt.at_ns, component=receipt.component)

    def _go_home(self) -> None:
        """A known start page, so that nothing left from the last trial is taken for the app's."""
        self._phone.key("home")
        until_ns = self._clock.monotonic_ns() + HOME_WAIT_NS
        while self._clock.monotonic_ns() < until_ns:
            if self._phone.place().kind is PlaceKind.LAUNCHER:
                return
            self._clock.wait_until(self._clock.monotonic_ns() + 50_000_000)

    # --- looking ---------------------------------------------------------------
    def _look(self, command: Look) -> Event:
        every_ns = CALM_EVERY_NS if command.pace is Pace.CALM else EAGER_EVERY_NS
        if command.pace is Pace.CALM or command.enough is None:
            self._clock.wait_until(min(self._last_look_ns + every_ns, command.until_ns))
        if self._clock.monotonic_ns() >= command.until_ns:
            return TimeUp(
                at_ns=self._clock.monotonic_ns(),
                place=self._places.newest(),
                hops=self._new_hops()[0],
            )
        raw = self._capture(command)
        self._recorder.expect(raw.pixels)
        self._last_look_ns = raw.at_ns
        tree, told = self._tree(command)
        sight = self._looker.see(raw.pixels, tree, command, raw.at_ns)
        frame = self._recorder.frame(
            raw.pixels,
            at_ns=raw.at_ns,
            wall_ns=raw.wall_ns,
            capture_ms=raw.capture_ms,
            source=raw.source,
        )
        self._frames.append(frame)
        hops, gap = self._new_hops()
        return Observed(
            at_ns=self._clock.monotonic_ns(),
            frame=frame,
            sight=sight,
            place=self._places.newest(),
            hops=hops,
            hierarchy=told,
            hierarchy_sha256=self._recorder.hierarchy(tree) if tree is not None else None,
            tree_text=tree_text(tree),
            log_gap=gap,
        )

    def _capture(self, command: Look) -> RawFrame:
        """A frame begun after the last touch; where it hurries, another one is begun with it."""
        calm = command.pace is Pace.CALM
        since_ns = self._clock.monotonic_ns() if calm else self._acted_ns
        ahead = not (calm or command.hierarchy or command.read)
        for left in reversed(range(CAPTURE_TRIES)):
            try:
                return self._phone.next_frame(since_ns, ahead=ahead)
            except DeviceLostError:
                raise
            except DeviceError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _tree(self, command: Look) -> tuple[str | None, str | None]:
        if not command.hierarchy:
            return None, None
        try:
            return self._phone.hierarchy(), "given"
        except DeviceLostError:
            raise
        except DeviceError as error:
            return None, f"failed: {error}"

    def _new_hops(self) -> tuple[tuple[Hop, ...], bool]:
        navigation = self._phone.navigation_since(self._mark)
        fresh = navigation.hops[self._hops_told :]
        self._hops_told = len(navigation.hops)
        return fresh, not navigation.complete

    def _refined(self, result: TrialResult) -> TrialResult:
        """Fill the outcome's hops with what was learnt of them later (full addresses)."""
        if result.outcome is None or not result.outcome.hops:
            return result
        known = {hop.at_ns: hop for hop in self._phone.navigation_since(self._mark).hops}
        hops: Sequence[Hop] = [known.get(hop.at_ns, hop) for hop in result.outcome.hops]
        return msgspec.structs.replace(
            result, outcome=msgspec.structs.replace(result.outcome, hops=tuple(hops))
        )
