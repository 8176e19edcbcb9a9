"""What a provider is, and the plainest one: whatever an adb server lists."""

from typing import Protocol

from harness.device.server import ServerAddress, ensure_running, server_address


class Provider(Protocol):
    """A source of phones behind one adb server. Called from the worker's thread only."""

    name: str

    @property
    def server(self) -> ServerAddress:
        """Where its phones are listed."""

    def owns(self, serial: str) -> bool:
        """Whether a listed phone is of this provider."""

    def tend(self) -> None:
        """Begin, or look after what has begun; called every few seconds, must not block long.

        Raises one of our errors where something is wrong; it is tried again.
        """

    def stop(self) -> None:
        """Give back what was booked, end what was started. Never raises."""


class Adb:
    """Every phone of an adb server: this host's, or one elsewhere (HOST:PORT)."""

    def __init__(self, address: ServerAddress | None = None) -> None:
        self.server = address or server_address()
        self.name = "adb" if address is None else f"adb at {address}"

    def owns(self, serial: str) -> bool:  # noqa: ARG002
        """All of them."""
        return True

    def tend(self) -> None:
        """A server of this host is started where none runs; one elsewhere must be there."""
        ensure_running(self.server)

    def stop(self) -> None:
        """The server stays: others may use it."""
