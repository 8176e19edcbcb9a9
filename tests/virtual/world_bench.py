"""Phones with an app that leads somewhere, and what is seen of them."""

from collections.abc import Iterator

from dialect_bench import PACKAGE, Met, redirector
from phone_bench import app_of

from harness.virtual.scene import Node, View

SMALL = {"width": 360, "height": 800, "density": 160}
SHOP = "com.example.shop/.MainActivity"
MAIN = f"{PACKAGE}/.MainActivity"
BROWSER = "com.android.chrome/com.google.android.apps.chrome.Main"


def met(link: str = "", profile: str = "aosp", api: int | None = None, **more: str) -> Met:
    """A phone with an app that opens the link when it is touched, launched."""
    bench = Met(profile, api, redirector(link, **more), **SMALL)
    bench.launch()
    return bench


def arrived(link: str, profile: str = "aosp", api: int | None = None, **more: str) -> Met:
    """The same, touched, and the link's target drawn."""
    bench = met(link, profile, api, **more)
    bench.tap_middle()
    bench.wait(400)
    return bench


def scripted(body: str, link: str = "", api: int | None = None) -> Met:
    """A phone with an app of this script, launched."""
    app = app_of(body, PACKAGE) if body else redirector(link)
    bench = Met("aosp", api, app, **SMALL)
    launcher = "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER"
    bench.link.shell(f"am start -W {launcher} -n {PACKAGE}/.Main")
    bench.clock.advance(200)
    return bench


def texts(bench: Met) -> str:
    """What accessibility tells of all windows."""
    roots = [window.root for window in bench.phone.windows() if window.root is not None]
    return "\n".join(f"{n.text} {n.desc}" for root in roots for n in nodes(root))


def nodes(view: View) -> Iterator[Node]:
    """All that a tree tells."""
    if view.node is not None:
        yield view.node
    for child in view.children:
        yield from nodes(child)


def front(bench: Met) -> str:
    """The component in front."""
    return bench.front.component


# --- the browser -----------------------------------------------------------------------
