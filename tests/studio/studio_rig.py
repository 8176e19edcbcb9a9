"""A studio with phones that tests play, and a client that has been let in."""

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))
from asgi_client import HOST, Client
from fake_rig import FakeClock, FakePhone

from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.studio.app import Parts, make_app
from harness.studio.guard import Secrets
from harness.studio.phones import Phones
from harness.studio.scans import Scans
from harness.studio.shelf import Shelf
from harness.studio.stills import Stills

COOKIE = "taptruth-studio-8421"
HOSTILE = "<script>alert(1)</script>\u202egnp.exe"


@dataclasses.dataclass(frozen=True)
class Line:
    """What adb lists."""

    serial: str
    state: str = "device"
    model: str = "Fake"
    transport: str = "usb"


class StudioPhone(FakePhone):
    """A fake phone with what a desk asks besides."""

    def packages(self) -> list[str]:
        self._called("packages")
        return ["com.example.app"]

    def require_installed(self, package: str) -> None:
        self._called("require_installed", package)

    def close(self) -> None:
        self._called("close")


def new_phone() -> StudioPhone:
    """A phone of its own."""
    return StudioPhone(FakeClock())


class StudioEyes:
    """Sees a pop-up with one close whose text the app chose."""

    def _sight(self, image: Any) -> Sight:
        size = SizePx(image.shape[1], image.shape[0])
        box = BoxPx(60, 10, 20, 20)
        control = Control(
            role=Role.CLOSE, box_px=box, score=0.9, grounds=(Ground.DRAWN,), text=HOSTILE
        )
        popup = Popup(
            kind=PopupKind.DIALOG, box_px=BoxPx(5, 5, 80, 100), score=0.8, grounds=(Ground.DRAWN,)
        )
        return Sight(size_px=size, popup=popup, controls=(control,))

    def see(self, image: Any, hierarchy: Any = None, density: Any = None, **_: Any) -> Sight:
        return self._sight(image)

    def fast(self, image: Any, density: Any = None, **_: Any) -> Sight:
        return self._sight(image)


class Rig:
    """The application, its secrets, its phone, and clients inside and outside."""

    def __init__(self, folder: Path, **parts: Any) -> None:
        self.phone = new_phone()
        self.listed = [Line(self.phone.serial), Line("fake-2", state="unauthorized")]
        self.phones = Phones(lambda: self.listed, lambda _serial: self.phone, StudioEyes)
        self.known = Secrets()
        self.app = make_app(
            Parts(
                phones=self.phones,
                shelf=Shelf(folder),
                scans=Scans(folder, StudioEyes, lambda _phone: {}),
                stills=Stills(folder / "fixtures"),
                **parts,
            ),
            known=self.known,
            hosts=frozenset({HOST, "localhost:8421"}),
            cookie=COOKIE,
        )
        self.outside = Client(self.app)
        self.inside = Client(
            self.app,
            {
                "cookie": f"{COOKIE}={self.known.session}",
                "x-taptruth-token": self.known.token,
                "origin": f"http://{HOST}",
                "sec-fetch-site": "same-origin",
            },
        )

    def events(self, path: str, until: Callable[[bytes], bool]) -> str:
        """A stream of events up to where it is enough."""
        return self.inside.send("GET", path, until=until).text
