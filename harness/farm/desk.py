"""The phones of this host as its worker sees them: who lists them, which slot serves them."""

import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

import msgspec

from harness.device.server import ServerAddress, server_address
from harness.domain.errors import TapTruthError
from harness.farm.logs import Log
from harness.farm.orders import Probe, Probed
from harness.farm.providers import Provider
from harness.farm.records import PhoneFacts
from harness.farm.slot import Slot, context
from harness.farm.tracking import Tracker

TEND_S = 5.0
HEALTH_S = 60.0
"""How often an idle phone is asked how it is."""
PROBE_AGAIN_S = 15.0
"""After a probe that failed."""


class Phone:
    """One phone: where it is, what it is, and the process that serves it."""

    def __init__(self, name: str, serial: str, provider: Provider, slot: Slot) -> None:
        self.name = name
        """As the farm knows it: serial, with the server's address where it is another's."""
        self.serial = serial
        self.provider = provider
        self.slot = slot
        self.facts: PhoneFacts | None = None
        self.present = True
        self.held_by: int | None = None
        """The try that it works for, leading or lending a hand."""
        self.probe_at = 0.0
        """When to ask it (again) how it is (monotonic)."""

    @property
    def free(self) -> bool:
        """Whether a case may begin on it."""
        return self.present and self.facts is not None and self.held_by is None and self.slot.idle


class Desk:
    """All phones of this host. Used from the worker's thread only."""

    def __init__(
        self,
        providers: Sequence[Provider],
        region: str | None,
        log: Log,
        changed: Callable[[], None],
    ) -> None:
        self._providers = providers
        self._region = region
        self._log = log
        self._changed = changed
        self._context = context()
        self._trackers: dict[ServerAddress, Tracker] = {}
        self._trouble: dict[str, str] = {}
        self._tend_at = 0.0
        self.phones: dict[str, Phone] = {}
        self.news = True
        """Whether something is to be announced."""
        self.watched: tuple[str, ...] = ()
        """Packages whose versions are looked for."""

    def look(self) -> None:
        """Look after providers, meet new phones, notice those that are gone, ask after health."""
        now = time.monotonic()
        if now >= self._tend_at:
            self._tend_at = now + TEND_S
            self._tend()
        listed = self._listed()
        for name, (serial, provider) in listed.items():
            if name not in self.phones:
                self._log.info("a new phone", serial=name, provider=provider.name)
                self.phones[name] = Phone(name, serial, provider, Slot(name, self._context))
        for name, phone in self.phones.items():
            present = name in listed
            if present != phone.present:
                self._log.info("back" if present else "gone", serial=name)
                phone.present, phone.probe_at, self.news = present, 0.0, True
            if phone.present and phone.slot.idle and phone.held_by is None and now > phone.probe_at:
                self._probe(phone)

    def _tend(self) -> None:
        for provider in self._providers:
            try:
                provider.tend()
            except TapTruthError as error:
                why = str(error)
            else:
                why = ""
                if provider.server not in self._trackers:
                    self._trackers[provider.server] = Tracker(provider.server, self._changed)
            if why and self._trouble.get(provider.name) != why:
                self._log.warning("provider", provider=provider.name, why=why)
            self._trouble[provider.name] = why

    def _listed(self) -> dict[str, tuple[str, Provider]]:
        found: dict[str, tuple[str, Provider]] = {}
        for provider in self._providers:
            tracker = self._trackers.get(provider.server)
            for serial in sorted(tracker.ready if tracker else ()):
                elsewhere = provider.server != server_address()
                name = f"{serial}@{provider.server}" if elsewhere else serial
                if provider.owns(serial):
                    found.setdefault(name, (serial, provider))
        return found

    def _probe(self, phone: Phone) -> None:
        phone.probe_at = time.monotonic() + HEALTH_S
        server = phone.provider.server
        known = phone.facts
        phone.slot.give(Probe(serial=phone.serial, server=(server.host, server.port), known=known))

    def probed(self, phone: Phone, told: Probed) -> None:
        """Take in what a phone said of itself."""
        if told.facts is None:
            self._log.warning("does not tell what it is", serial=phone.name, why=told.why)
            phone.probe_at = time.monotonic() + PROBE_AGAIN_S
            self.news = self.news or phone.facts is not None
            phone.facts = None
            return
        facts = msgspec.structs.replace(
            told.facts, serial=phone.name, provider=phone.provider.name, region=self._region
        )
        self.news = self.news or facts != phone.facts
        phone.facts = facts

    def announced(self) -> list[PhoneFacts]:
        """Facts of all that are here and have told them."""
        return [p.facts for p in self.phones.values() if p.present and p.facts is not None]

    def free(self) -> dict[str, PhoneFacts]:
        """Phones on which a case may begin."""
        found = {p.name: p.facts for p in self.phones.values() if p.free}
        return {name: facts for name, facts in found.items() if facts is not None}

    def of_try(self, try_id: int) -> list[Phone]:
        """The phones that work for a try."""
        return [phone for phone in self.phones.values() if phone.held_by == try_id]

    def connections(self) -> dict[Connection, Phone]:
        """Of slots that owe an answer."""
        return {p.slot.connection: p for p in self.phones.values() if not p.slot.idle}

    def close(self) -> None:
        """End slots, trackers, providers."""
        for phone in self.phones.values():
            phone.slot.end()
        for provider in self._providers:
            provider.stop()
        for tracker in self._trackers.values():
            tracker.stop()
