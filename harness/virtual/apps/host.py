"""What a running app may ask of the Android under it."""

from collections.abc import Callable
from typing import Protocol

from harness.virtual.android.sensors import Sample
from harness.virtual.android.state import Intent, Package


class AppHost(Protocol):
    """The phone as its scripted apps see it. ``token`` names an activity of the app."""

    def now_ms(self) -> float:
        """Milliseconds since boot."""

    def later(self, delay_ms: float, action: Callable[[], None]) -> Callable[[], None]:
        """Call later; returns the function that cancels it."""

    def new_id(self) -> int:
        """A fresh identity for a window."""

    def screen(self) -> tuple[int, int, int]:
        """Width, height in pixels and density in dpi, as they are now."""

    def moving(self) -> Sample:
        """What the sensors of movement read now."""

    def open(self, package: Package, intent: Intent, token: int) -> bool:
        """Start an intent from an activity. False when nothing answers it."""

    def start_own(self, package: Package, class_name: str, token: int, page: str) -> int:
        """Start an activity of the app's own on top of another; returns its token."""

    def finish(self, token: int) -> None:
        """Finish an activity."""

    def ask_permission(self, package: Package, permission: str, token: int) -> None:
        """Let the permission controller ask, unless it is granted already."""

    def crash(self, package: Package, exception: str) -> None:
        """End the process as an uncaught exception does."""

    def not_responding(self, package: Package) -> None:
        """Show the "isn't responding" dialog."""

    def toast(self, package: Package, text: str) -> None:
        """Show a toast."""

    def to_back(self, token: int) -> None:
        """Move an activity's task behind all others."""

    def notify(
        self, package: Package, title: str, text: str, intent: Intent | None, *, heads_up: bool
    ) -> None:
        """Post a notification; a touch on it starts the intent, or else the app."""

    def download(self, package: Package, url: str) -> None:
        """Start a download in the background."""

    def log(self, package: Package, tag: str, text: str) -> None:
        """A line of the app's own in the main log, priority I."""

    def changed(self) -> None:
        """Windows of the app came or went."""
