"""The system's own pages: what is told, what can be touched, and that they can be painted."""

from collections.abc import Iterator

import pytest

from harness.virtual.scene import Scene, Surface, View
from harness.virtual.screen.painter import Painter
from harness.virtual.system_apps import KINDS, build

WIDE, HIGH, DENSITY = 540, 1200, 210


def page(kind: str, locale: str = "zh-CN", **params: str) -> View:
    """A page on a half-size phone."""
    return build(kind, params, width=WIDE, height=HIGH, density=DENSITY, locale=locale)


def every(view: View) -> Iterator[View]:
    """The view and all below it."""
    yield view
    for child in view.children:
        yield from every(child)


def touchable(view: View) -> set[str]:
    """Touch ids of a page."""
    return {one.touch_id for one in every(view) if one.touch_id}


def texts(view: View) -> set[str]:
    """Texts that the hierarchy tells."""
    return {one.node.text for one in every(view) if one.node and one.node.text}


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_paints_without_any_word(kind: str, locale: str) -> None:
    """Each page can be built and painted even when nothing was said about it."""
    root = page(kind, locale)
    scene = Scene(WIDE, HIGH, DENSITY, (Surface(1, root.box, root),))
    assert Painter().paint(scene).shape == (HIGH, WIDE, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_be_touched_lies_on_the_screen(kind: str) -> None:
    """No touchable part is empty or outside the page."""
    known = {"apps": "com.a|甲|甲|#112233", "choices": "com.a/com.a.B|甲", "app": "甲"}
    for view in every(page(kind, **known)):
        if view.touch_id:
            left, top, right, bottom = view.box
            assert 0 <= left < right
            assert 0 <= top < bottom <= HIGH + DENSITY / 4
            assert left < WIDE


def test_the_launcher_has_an_icon_an_app() -> None:
    """Each app is an icon with its label, its own touch and a clickable node."""
    root = page("launcher", apps="com.a|甲应用|甲|#112233\ncom.b|乙应用|乙|#445566")
    assert touchable(root) == {"app:com.a", "app:com.b"}
    assert {"甲应用", "乙应用"} <= texts(root)


def test_the_browser_tells_the_host_in_its_address_bar() -> None:
    """The address bar shows the host of the URL, and the page is a WebView."""
    views = [v.node for v in every(page("browser", url="https://land.example.com/a?b=1")) if v.node]
    bar = next(n for n in views if n.resource_id == "com.android.chrome:id/url_bar")
    assert bar.text == "land.example.com"
    assert any(n.cls == "android.webkit.WebView" for n in views)


def test_the_store_offers_the_package_that_was_asked_for() -> None:
    """The detail page names the package of the market URI and offers to install it."""
    root = page("store", uri="market://details?id=com.example.dragonworld")
    assert "com.example.dragonworld" in texts(root)
    assert "button:install" in touchable(root)


def test_a_permission_dialog_says_who_asks_for_what() -> None:
    """App and permission are in the question; it can be allowed and denied."""
    root = page("permission", app="今日快报", permission="android.permission.CAMERA")
    assert any("今日快报" in text and "拍摄" in text for text in texts(root))
    assert {"button:allow", "button:deny"} <= touchable(root)


def test_a_chooser_offers_each_component() -> None:
    """Every candidate is a choice with its label."""
    root = page("resolver", choices="com.a/com.a.Main|浏览器\ncom.b/com.b.Main|一号商城")
    assert {"choice:com.a/com.a.Main", "choice:com.b/com.b.Main"} <= touchable(root)
    assert {"浏览器", "一号商城"} <= texts(root)


def test_three_button_navigation_has_its_keys() -> None:
    """Back, home and recents can be touched; the gesture bar has none of them."""
    keys = {"nav:back", "nav:home", "nav:recents"}
    assert touchable(page("navigation_bar", style="buttons")) == keys
    assert touchable(page("navigation_bar", style="gesture")) == set()


def test_an_unknown_kind_lists_the_known_ones() -> None:
    """A kind that is not there is told, with the choices."""
    with pytest.raises(ValueError, match=r"no system page 'shop'; known: .*store"):
        page("shop")
