"""The page in a real browser, before a virtual phone."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import DESKTOP, NEEDS_CHROMIUM, PHONE, browser, contrast
from playwright.sync_api import Browser, BrowserContext, Page, Route
from real_adb import REPOSITORY, VirtualPhone

from harness.cli.exits import Exit
from harness.run.labels import read_labels

pytestmark = [pytest.mark.phone, NEEDS_CHROMIUM]
APP = "com.example.recipes"
PATIENCE_MS = 90_000
"""For a machine with much else to do; nothing waits so long that has happened."""
NO_TEXT = ":disabled, .skip, option, .stage"
"""Not looked at for contrast."""
NAMELESS = """
() => [...document.querySelectorAll('button,a,input,select,img,iframe,[role=img],[tabindex]')]
  .filter((it) => it.checkVisibility() && !(it.tagName === 'IMG' && it.alt === ''))
  .filter((it) => !(it.ariaLabel || it.alt || it.title || it.labels?.length))
  .filter((it) => !it.textContent.trim())
  .map((it) => it.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def browser_here() -> Iterator[Browser]:
    """One browser for the module."""
    yield from browser()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where studio writes."""
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def address(shared_phone: VirtualPhone, folder: Path) -> Iterator[str]:
    """The program as a person starts it; its address, key and all."""
    words = ["studio", "--port", "0", "--lang", "en", "--bundles", str(folder / "out")]
    words += ["--fixtures", str(folder / "fixtures"), "--ledger", str(folder / "l.sqlite")]
    program = [sys.executable, "-m", "harness.cli.main", *words]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=shared_phone.adb.env
    ) as process:
        assert process.stdout is not None
        told = process.stdout.readline().strip()
        assert "/?key=" in told
        yield told
        process.terminate()
        process.wait(timeout=120)
    assert process.returncode == Exit.INTERRUPTED  # and not killed: the phone was put back


@pytest.fixture(scope="module")
def let_in(browser_here: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser that was let in once."""
    made = browser_here.new_context()
    made.set_default_timeout(PATIENCE_MS)
    page = made.new_page()
    page.goto(address)
    page.close()
    yield made
    made.close()


@pytest.fixture
def opens(let_in: BrowserContext, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a section; afterwards no script has failed and nothing was blocked."""
    said: list[str] = []
    pages: list[Page] = []

    def open_page(section: str = "phone", size: Any = DESKTOP) -> Page:
        page = let_in.new_page()
        pages.append(page)
        page.set_viewport_size(size)
        page.on("console", lambda it: said.append(it.text) if it.type == "error" else None)
        page.on("pageerror", lambda it: said.append(str(it)))
        page.goto(f"{address.partition('?')[0]}#{section}")
        page.locator("#lang:not(:empty)").wait_for()
        return page

    yield open_page
    for page in pages:
        page.close()
    assert said == []


def started(page: Page) -> None:
    """Start the app with the honest dialog, and wait until its close is seen."""
    page.locator(".s-live").wait_for()
    page.fill("#app", APP)
    page.keyboard.press("Enter")
    page.locator(".left .box.k-close").wait_for()


def middle_of(page: Page, selector: str) -> tuple[float, float]:
    """Where an element lies, found and measured at once: with each sight the boxes are new ones."""
    x, y = page.evaluate(
        """selector => {
          const at = document.querySelector(selector).getBoundingClientRect();
          return [at.x + at.width / 2, at.y + at.height / 2];
        }""",
        selector,
    )
    return x, y


def test_a_phone_is_shown_seen_and_tapped(opens: Callable[..., Page]) -> None:
    """The close is found on the live picture; a click on it closes the pop-up on the phone."""
    page = opens()
    started(page)
    assert APP in page.locator(".facts").first.inner_text()
    assert "dialog" in page.locator(".seen").inner_text()
    assert page.locator(".hops li").count() >= 1
    page.locator("#overlay").uncheck()
    assert page.locator(".left .box").count() == 0
    page.locator("#overlay").check()
    page.mouse.click(*middle_of(page, ".left .box.k-close"))
    page.locator("#said", has_text="tapped").wait_for()
    page.locator(".left .box.k-popup").wait_for(state="detached")
    page.locator(".seen", has_text="No pop-up").wait_for()


def test_a_tap_by_keyboard_reaches_the_phone(opens: Callable[..., Page]) -> None:
    """Arrows move the cross, Enter taps there; B is Back, and the list of shortcuts says so."""
    page = opens()
    page.locator(".s-live").wait_for()
    page.locator(".stage").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="tapped 187").wait_for()
    page.locator("#said").evaluate("it => { it.textContent = ''; }")
    page.locator("#theme").focus()
    page.keyboard.press("b")
    page.locator("#said", has_text="Back pressed").wait_for()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert "Back on the phone" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_a_frame_is_kept_with_labels_that_were_drawn(
    opens: Callable[..., Page], folder: Path
) -> None:
    """The detectors' box is there; another is drawn, moved by keyboard, and both are kept."""
    page = opens()
    started(page)
    late: list[Route] = []
    page.route("**/api/stills/*", lambda it: late.extend([it]))
    page.locator("[data-key=still]").click()
    drawn = page.locator("dialog.labels .box")
    drawn.first.wait_for()
    before = drawn.count()
    page.locator("#label-role").select_option("cta")
    stage = page.locator("dialog.labels .stage").bounding_box()
    assert stage is not None
    while not late:
        page.wait_for_timeout(20)
    late[0].continue_()
    page.locator("dialog.labels img").evaluate("it => it.decode()")
    # nothing moves under the hand of a person who is quicker than the picture
    assert page.locator("dialog.labels .stage").bounding_box() == stage
    left, top = stage["x"] + stage["width"] * 0.1, stage["y"] + stage["height"] * 0.9
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + stage["width"] * 0.2, top + stage["height"] * 0.05, steps=3)
    page.mouse.up()
    assert drawn.count() == before + 1
    was = page.locator("dialog.labels .boxlist code").last.inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("dialog.labels .boxlist code").last.inner_text() != was
    page.locator("dialog.labels .primary").click()
    page.locator("#said", has_text="kept as").wait_for()
    row = read_labels(folder / "fixtures")[-1]
    assert row.popup
    assert row.close_buttons
    assert row.cta[-1].width == pytest.approx(72, abs=3)


def test_sections_have_contrast_names_and_room(opens: Callable[..., Page]) -> None:
    """WCAG AA in both themes, a name for all that can be used, no sideways scrolling at 390 px."""
    page = opens("phone", PHONE)
    for section in ("phone", "scan", "bundles", "ledger"):
        page.evaluate("name => { location.hash = name; }", section)
        page.locator(f"#view-{section}").wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            seen, found = contrast(page, passed=NO_TEXT, large=4.5)
            assert seen > 10
            assert (section, scheme, found) == (section, scheme, [])
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_language_is_switched_and_kept(opens: Callable[..., Page]) -> None:
    """One key, the whole page, and the next visit too; no key of a text is left bare."""
    page = opens("scan")
    page.keyboard.press("l")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "开始检测" in page.locator("#view-scan").inner_text()
    page.reload()
    page.locator("#view-scan", has_text="开始检测").wait_for()
    page.keyboard.press("l")
    assert "Begin scan" in page.locator("#view-scan").inner_text()


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    """A page of another local program."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_: object) -> None:
        return


def test_a_page_of_another_port_gets_nothing(let_in: BrowserContext, address: str) -> None:
    """The browser sends it studio's cookie, for it is the same site; studio refuses even so.

    What the browser itself keeps from that page has no status here; the rest is 403, not 401.
    """
    studio = address.partition("/?")[0]
    server = http.server.HTTPServer(("127.0.0.1", 0), _Elsewhere)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = let_in.new_page()
    asked: list[str] = []
    answers: list[int] = []
    page.on("request", lambda it: asked.append(it.url))
    page.on("response", lambda it: answers.append(it.status))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    ask = "url => fetch(url, { mode: 'no-cors', credentials: 'include' }).then(() => 1, () => 0)"
    page.evaluate(ask, f"{studio}/api/phones")
    post = ask.replace("mode:", "method: 'POST', body: '{}', mode:")
    page.evaluate(post, f"{studio}/api/scans")
    page.evaluate(
        "url => new Promise((done) => { const it = document.createElement('iframe');"
        " it.onload = it.onerror = done; it.src = url; document.body.append(it); })",
        f"{studio}/",
    )
    page.close()
    server.shutdown()
    server.server_close()
    thread.join()
    assert len([url for url in asked if url.startswith(studio)]) == 3
    assert answers[0] == 200
    assert set(answers[1:]) == {403}
