"""What is known of an app's web links; ``app_links`` says what follows from it."""

import dataclasses

OWN_RULES_API = 31
"""Android 12 keeps a state for each domain."""
FIRST_API = 23
VERIFIED, NONE, APPROVED, DENIED = "verified", "none", "approved", "denied"
UNREACHABLE = "1024"
"""State of a site that could not be asked; numbers from here on are the verifier's own."""


@dataclasses.dataclass(slots=True)
class LinkState:
    """What is known of an app's hosts. ``states`` has each host that asks to be verified."""

    states: dict[str, str] = dataclasses.field(default_factory=dict)
    vouched: frozenset[str] = frozenset()
    """Hosts whose site names this app."""
    allowed: bool = True
    """Whether the user lets the app open links at all."""
    selected: set[str] = dataclasses.field(default_factory=set)
    """Hosts that the user chose without a verification."""
    preference: str = "undefined"
    """Before Android 12, for all hosts of the app: always, ask, never, undefined."""

    def verify(self) -> None:
        """Ask the sites again; what adb decided stays."""
        for host, state in self.states.items():
            if state not in {APPROVED, DENIED}:
                self.states[host] = VERIFIED if host in self.vouched else UNREACHABLE
        all_vouched = self.states and self.vouched >= set(self.states)
        if self.preference == "undefined" and all_vouched:
            self.preference = "always"

    def opens(self, host: str, api: int) -> bool:
        """Whether the app opens this host's links unasked."""
        if api < OWN_RULES_API:
            return api >= FIRST_API and self.preference == "always"
        good = self.states.get(host) in {VERIFIED, APPROVED}
        return self.allowed and (good or host in self.selected)
