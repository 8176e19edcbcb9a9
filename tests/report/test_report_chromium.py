"""The page in a real browser: headless Chromium, from disk."""

import dataclasses
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest
from case_builder import CLAUSES, HOSTILE, RULES, honest, hostile, played, violating
from chromium import DESKTOP, NEEDS_CHROMIUM, PHONE, browser, contrast
from playwright.sync_api import Browser, Page
from test_report_index import rows

from harness.report.entry import Entry
from harness.report.html import render_many
from harness.report.index import render_index

DIGEST = "5a" * 32
SEAL = {"statement": {"manifest_sha256": DIGEST, "sealed": "at_end", "sealed_at": "2026-11-01"}}
pytestmark = [NEEDS_CHROMIUM, pytest.mark.early]
Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def browser_here() -> Iterator[Browser]:
    """One browser for the module."""
    yield from browser()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports on disk by name."""
    folder = tmp_path_factory.mktemp("pages")
    long = _short(played(violating(label="长" * 10_000_000)))
    short = _short(played(violating(), seal_info=SEAL))
    made = {
        "both": (short,),
        "hostile": (_short(played(hostile())),),
        "several": (short, _short(played(honest()))),
        "long": (dataclasses.replace(long, frames=_no_frame),),
    }
    for name, entries in made.items():
        _write(folder / f"{name}.html", *entries)
    index = folder / "index.html"
    index.write_text(render_index(rows(200), rules=RULES), encoding="utf-8")
    return {"index": index, **{name: folder / f"{name}.html" for name in made}}


def _short(entry: Entry) -> Entry:
    """The case with four of its launches: a browser needs no more to show that it works."""
    kept = tuple(t for t in entry.case.trials if t.number in {1, 3, 7, 8})
    return dataclasses.replace(entry, case=msgspec.structs.replace(entry.case, trials=kept))


def _no_frame(number: int) -> bytes:
    raise KeyError(number)


def _write(path: Path, *entries: Entry) -> None:
    page = render_many(entries, rules=RULES, clauses=CLAUSES)
    path.write_text(page, encoding="utf-8")


@pytest.fixture
def opens(browser_here: Browser, pages: dict[str, Path]) -> Iterator[Opens]:
    """Opens a report; afterwards nothing was fetched, and no error was said."""
    fetched: list[str] = []
    said: list[str] = []
    contexts = []

    def open_page(name: str = "both", size: Any = DESKTOP, *, script: bool = True) -> Page:
        context = browser_here.new_context(viewport=size, java_script_enabled=script, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda it: fetched.append(it.url))
        page.on("console", lambda it: said.append(it.text))
        page.on("pageerror", lambda it: said.append(str(it)))
        page.on("dialog", lambda it: said.append(f"dialog {it.message}"))
        page.goto(pages[name].as_uri(), wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [url for url in fetched if not url.startswith(("file:", "data:"))]
    assert said == []


def test_facts_stand_there_without_script(opens: Opens) -> None:
    """With scripts off: verdict, numbers, hops, events; and no button that would do nothing."""
    page = opens(script=False)
    text = page.locator("main").inner_text()
    for words in (
        "发现问题",
        "看看新闻",
        "https://ad.example.com/landing",
        "关闭控件（按比例）",
        DIGEST,
    ):
        assert words in text
    assert page.locator("button:visible").count() == 0
    page.locator(".strip summary").first.click()
    assert page.locator(".strip .moments").first.is_visible()


def test_language_switches_without_script(opens: Opens) -> None:
    """One click shows English and hides Chinese."""
    page = opens(script=False)
    page.locator("label[for=lang-en]").click()
    assert page.locator("h1").inner_text() == "Start-up pop-up test report"
    assert page.locator(".l-zh:visible").count() == 0


def test_language_goes_to_the_document_with_script(opens: Opens) -> None:
    """A screen reader is told the language that is shown; the switch takes arrow keys."""
    page = opens()
    page.locator("#lang-zh").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_stepping_through_a_launch_follows_its_events(opens: Opens) -> None:
    """The slider shows another picture and marks the last event up to then; an event leads back."""
    page = opens()
    page.locator(".strip button.open").nth(1).click()
    slide, under = page.locator("#desk input[type=range]"), page.locator("#desk .under")
    first = under.get_attribute("src")
    slide.press("End")
    assert under.get_attribute("src") != first
    current = page.locator("#desk [aria-current=step]")
    assert current.count() == 1
    assert "判定" in current.inner_text()
    page.locator("#desk .moments li").first.click()
    assert under.get_attribute("src") == first
    slide.press("ArrowRight")
    assert slide.input_value() == "1"


def test_what_was_recognised_lies_over_the_picture(opens: Opens) -> None:
    """The box of the skip button covers the place where it is drawn, within a pixel's rounding."""
    page = opens()
    page.locator(".strip button.open").nth(1).click()
    slide = page.locator("#desk input[type=range]")
    slide.press("ArrowRight")
    page.locator(".show-boxes").check()
    box = page.locator("#desk .box.k-skip").bounding_box()
    picture = page.locator("#desk .under").bounding_box()
    assert box is not None
    assert picture is not None
    left = (box["x"] - picture["x"]) / picture["width"]
    top = (box["y"] - picture["y"]) / picture["height"]
    assert left == pytest.approx(420 / 540, abs=0.02)
    assert top == pytest.approx(70 / 1200, abs=0.02)


def test_compare_shows_less_of_the_after_picture_to_the_right(opens: Opens) -> None:
    """The slider's end hides what came after; its start hides what was before."""
    page = opens()
    page.locator("button.compare").first.click()
    over, slide = page.locator("#desk .over"), page.locator("#desk input[type=range]")
    assert over.evaluate("it => it.style.clipPath").replace("0px", "0") == "inset(0 0 0 50%)"
    slide.press("End")
    assert "100%" in over.evaluate("it => it.style.clipPath")


def test_picture_enlarges_by_keyboard_and_escape_gives_the_focus_back(opens: Opens) -> None:
    """Enter on a picture opens it; Escape closes it, and the focus is where it was."""
    page = opens()
    picture = page.locator("img.shot").first
    picture.focus()
    page.keyboard.press("Enter")
    assert page.locator("#desk").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#desk").is_visible()
    assert picture.evaluate("it => it === document.activeElement")


def test_keyboard_comes_to_the_report_first(opens: Opens) -> None:
    """The first Tab shows the way past the head of the page."""
    page = opens()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]


def test_hostile_app_runs_nothing_and_turns_nothing(opens: Opens) -> None:
    """Its script is text; the heading around its right-to-left words still runs left to right."""
    page = opens("hostile")
    name = page.locator(".case h2").first
    assert '<script>alert("x")</script>' in name.inner_text()
    assert name.evaluate("it => getComputedStyle(it).direction") == "ltr"
    assert "\u202e" in HOSTILE
    assert "\u202e" not in page.content()


def test_label_of_ten_million_letters_is_cut(opens: Opens, pages: dict[str, Path]) -> None:
    """The page stays small and no wider than the screen."""
    assert pages["long"].stat().st_size < 1_000_000
    page = opens("long", PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE, {"width": 320, "height": 640}])
@pytest.mark.parametrize("name", ["hostile", "several"])
def test_nothing_runs_out_of_the_screen(opens: Opens, name: str, size: dict[str, int]) -> None:
    """No page scrolls sideways on a desktop, a phone, or at 320 px (WCAG 1.4.10)."""
    page = opens(name, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("name", ["several"])
def test_every_text_has_the_contrast_that_wcag_asks_for(opens: Opens, name: str) -> None:
    """4.5 : 1, large text 3 : 1 (WCAG 2.2, 1.4.3), measured on what the browser computes."""
    page = opens(name)
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    seen, found = contrast(page)
    assert seen > 150
    assert found == []


def test_open_desk_has_contrast_too(opens: Opens) -> None:
    """The dialog's texts, those past and those to come."""
    page = opens()
    page.locator(".strip button.open").nth(1).click()
    _, found = contrast(page)
    assert found == []


STRUCTURE = """
() => ({
  levels: [...document.querySelectorAll('h1,h2,h3,h4')].filter((it) => it.checkVisibility())
    .map((it) => Number(it.tagName[1])),
  nameless: [...document.querySelectorAll('button,a,input,img,[role=img]')]
    .filter((it) => it.checkVisibility())
    .filter((it) => !(it.ariaLabel || it.alt || it.textContent.trim() || it.labels?.length))
    .map((it) => it.outerHTML.slice(0, 80)),
  landmarks: ['header', 'main', 'footer', 'nav'].filter((it) => !document.querySelector(it)),
  headless: [...document.querySelectorAll('table')].filter((it) => !it.querySelector('th[scope]'))
    .map((it) => it.className),
})
"""


def test_structure_is_one_a_screen_reader_can_use(opens: Opens) -> None:
    """Headings skip no level, everything that can be used or seen has a name, tables have heads."""
    told = opens("several").evaluate(STRUCTURE)
    levels = told["levels"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert (told["nameless"], told["landmarks"], told["headless"]) == ([], [], [])


def test_printed_pages_are_a4_and_bear_number_digest_and_time(opens: Opens) -> None:
    """Each page of a case has its digest; all have the time and their number of so many."""
    page = opens("several")
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    read = pypdf.PdfReader(io.BytesIO(data))
    many = len(read.pages)
    texts = [sheet.extract_text() for sheet in read.pages]
    for number, (sheet, text) in enumerate(zip(read.pages, texts, strict=True), 1):
        width, height = (round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:])
        assert (width, height) == (210, 297)
        assert f"{number} / {many}" in text
        assert "+0" in text or "-0" in text
    marked = [text for text in texts if f"sha256:{DIGEST}" in text]
    assert 0 < len(marked) < many
    assert any("com.example.honest \u00b7 unsealed" in text for text in texts)
    assert not any("逐帧查看" in text for text in texts)


def test_index_filters_and_sorts(opens: Opens) -> None:
    """Words, verdicts and a rule narrow the rows; the count says how many are left."""
    page = opens("index")
    shown = page.locator("#shown")
    assert shown.inner_text() == "205"
    page.locator("#words").fill("example.p1 看看新闻")
    assert page.locator(".index tbody tr:visible").count() == int(shown.inner_text()) > 0
    page.locator("#words").fill("")
    page.locator("[name=verdict][value=violation]").uncheck()
    page.locator("#rule").select_option("C03")
    assert shown.inner_text() == "0"
    page.locator("[name=verdict][value=violation]").check()
    assert int(shown.inner_text()) == 82
    page.locator("th button.sort").first.click()
    assert page.locator("th[aria-sort=ascending]").count() == 1


def test_index_stands_whole_without_script(opens: Opens) -> None:
    """All rows, no filter that would do nothing, and no way out of the screen on a phone."""
    page = opens("index", PHONE, script=False)
    assert page.locator(".index tbody tr").count() == 205
    assert not page.locator(".filters").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
