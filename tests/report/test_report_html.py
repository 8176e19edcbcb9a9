"""The page: complete, harmless, in both languages."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import msgspec
import pytest
from case_builder import (
    ALL,
    CLAUSES,
    HOSTILE,
    RULES,
    Built,
    broken_off,
    honest,
    hostile,
    quiet,
    violating,
)

from harness.domain.errors import EvidenceError
from harness.report.entry import Entry
from harness.report.html import render_case, render_many
from harness.report.words import texts

pytestmark = pytest.mark.early

VOID = {"meta", "img", "input", "br"}


class Page(HTMLParser):
    """Reads a page: its tags, its words, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.badly_closed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.badly_closed.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title", "script"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words, one line."""
        return re.sub(r"\s+", " ", " ".join(self.words))

    def having(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [value or "" for _, attrs in self.tags if (value := attrs.get(name)) is not None]


def page(built: Built, lang: str = "both") -> Page:
    """The rendered page of one case."""
    case, judgement, album = built
    html = render_case(case, judgement, album.frame, rules=RULES, clauses=CLAUSES, lang=lang)
    return Page(html)


@pytest.mark.parametrize("build", ALL)
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_page_is_well_formed(build: object, lang: str) -> None:
    """Every tag is closed in order, whatever the verdict and the language."""
    assert callable(build)
    found = page(build(), lang)
    assert (found.open, found.badly_closed) == ([], [])


@pytest.mark.parametrize("build", ALL)
def test_page_needs_nothing_from_outside_and_runs_only_its_own_script(build: object) -> None:
    """No handler, no address but data pictures and places on the page, one script by digest."""
    assert callable(build)
    case, judgement, album = build()
    html = render_case(case, judgement, album.frame, rules=RULES, clauses=CLAUSES)
    found = Page(html)
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in found.tags}
    assert all(value.startswith("data:image/") for value in found.having("src"))
    assert all(value.startswith(("#", "data:image/webp;")) for value in found.having("href"))
    names = {name for _, attrs in found.tags for name in attrs}
    assert not [name for name in names if name.startswith("on")]
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    policy = " ".join(found.having("content"))
    assert len(scripts) == html.count("<script") == 1
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy


def test_hostile_text_is_shown_not_obeyed() -> None:
    """Tags of the app stay text; control, direction and zero-width characters become visible."""
    case, judgement, album = hostile()
    html = render_case(case, judgement, album.frame, rules=RULES, clauses=CLAUSES)
    assert html.count("<script") == 1
    for letter in ("\u202e", "\x00", "\u200b"):
        assert letter in HOSTILE
        assert letter not in html
    text = Page(html).text
    assert '<script>alert("x")</script>[U+202E]gpj.exe[U+0000][U+200B]&amp; أهلا' in text


def test_app_text_stands_apart_from_the_direction_around_it() -> None:
    """The app's own words are wrapped so that right-to-left letters turn nothing around them."""
    case, judgement, album = hostile()
    html = render_case(case, judgement, album.frame, rules=RULES, clauses=CLAUSES)
    assert re.search("<h2 [^>]*><bdi>&lt;script&gt;", html)


def test_verdict_stands_before_everything_else() -> None:
    """The plain words of the verdict come before the app's name, the reasons before the facts."""
    text = page(violating(), "zh").text
    order = ["发现问题", "看看新闻", "没有关闭弹窗", "检测发现", "点击去向图", "逐次启动画面"]
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)


def test_finding_says_all_that_it_rests_on() -> None:
    """A finding shows question, count, interval, benchmark and origin, clause and every hop."""
    text = page(violating(), "en").text
    for words in (
        "Decoy close?",
        "4 of 4 launches",
        "95% interval 51% to 100%",
        "2 of 3 launches",
        "set by this tool; no law gives a number",
        "互联网广告管理办法 第十条第（二）项",
        "+0.40 s",
        "https://ad.example.com/landing?id=7&from=<b>app</b>",
        "com.android.browser/com.android.browser.BrowserActivity",
        "0.7 s after the tap",
        "pictures + foreground app + system log",
    ):
        assert words in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_language_alone_has_no_switch_and_no_other_words(lang: str) -> None:
    """A page in one language holds none of the other's texts."""
    found = page(violating(), lang)
    other = "en" if lang == "zh" else "zh"
    assert "radio" not in found.having("type")
    for key in ("page.lead", "page.clue", "case.findings", "case.tapmap", "finding.path"):
        assert texts(lang)[key] in found.text
        assert texts(other)[key] not in found.text


def test_both_languages_have_the_same_texts() -> None:
    """Neither language lacks a text, and both fill in the same values."""
    zh, en = texts("zh"), texts("en")
    assert zh.keys() == en.keys()
    for key, text in zh.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", en[key])), key


def test_overview_puts_problems_first_and_links_to_each_app() -> None:
    """Several apps come with a table; the order is by verdict and every link has its target."""
    entries = [Entry(*build()[:2], frames=build()[2].frame) for build in (honest, quiet, violating)]
    found = Page(render_many(entries, rules=RULES, clauses=CLAUSES, lang="zh"))
    links = {value for value in found.having("href") if value.startswith("#")}
    assert links <= {f"#{name}" for name in found.having("id")}
    names = ("看看新闻", "记事本", "天气通")
    places = [found.text.index(name) for name in names]
    assert places == sorted(places)


def test_lost_picture_is_said_not_hidden() -> None:
    """A frame that is gone leaves a note in its place, and the report is made all the same."""
    case, judgement, album = violating()
    assert judgement is not None
    shown = judgement.findings[0].frames[0]

    def lost(number: int) -> object:
        if number == shown:
            raise EvidenceError(f"frame {number} was lost")
        return album.frame(number)

    html = render_case(
        case,
        judgement,
        lost,  # type: ignore[arg-type]
        rules=RULES,
        clauses=CLAUSES,
        lang="en",
    )
    assert "lost picture" in Page(html).text


def test_partial_case_says_so_and_why() -> None:
    """An interrupted case is not judged, and its page says partial with the reason."""
    text = page(broken_off(), "en").text
    assert "Not judged" in text
    assert "Partial: the run ended before the plan was done (interrupted)." in text
    assert "rig trouble, not counted" in text
    assert "Not asked: press_back, wait_out" in text


def test_no_popup_is_never_shown_as_clean() -> None:
    """An app that showed nothing reads "No conclusion"."""
    text = page(quiet(), "en").text
    assert "No conclusion" in text
    assert texts("en")["verdict.clear"] not in text


def test_seal_that_makes_no_sense_does_not_stop_the_report() -> None:
    """A seal file with anything in it is shown as far as it goes."""
    case, judgement, album = honest()
    for seal in ({"statement": "x"}, {"statement": {"sealed": "later"}}, {}, None):
        html = render_case(
            case, judgement, album.frame, rules=RULES, clauses=CLAUSES, seal_info=seal
        )
        assert Page(html).badly_closed == []


def test_rule_that_the_catalogue_no_longer_has_is_shown_by_its_id() -> None:
    """An old bundle whose rule is gone still reports its finding."""
    case, judgement, album = violating()
    html = render_case(case, judgement, album.frame, rules={}, clauses={}, lang="en")
    assert "C03" in Page(html).text


def test_forty_launches_stay_below_fifteen_megabytes() -> None:
    """A long case of big frames makes a file that still opens."""
    case, judgement, album = violating()
    taps = [t for t in case.trials if t.result and t.result.tapped_px]
    many = [msgspec.structs.replace(taps[i % len(taps)], number=i + 1) for i in range(40)]
    long_case = msgspec.structs.replace(case, trials=tuple(many))
    html = render_case(long_case, judgement, album.frame, rules=RULES, clauses=CLAUSES)
    assert 500_000 < len(html.encode()) < 15_000_000
