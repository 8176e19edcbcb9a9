"""Whether the page that stands after the pop-up is the app's own, or a landing inside the app.

A landing inside the app's own activity starts nothing: no intent, no activity, no foreign
package. It can only be told from the page that comes up when nobody touches anything, so the
hands-off launches come first. What is far from it in pixels is called a landing only when
something besides the picture says so too; an own page may well change by itself.
"""

from collections.abc import Iterable

from harness.domain.place import Place, PlaceKind
from harness.domain.sight import hamming
from harness.domain.trial import Channel, Outcome, OutcomeKind, Page
from harness.explore.context import SAME_PAGE_BITS, Context, near

WEB_VIEW = "android.webkit.WebView"
SAME_TREE_SHARE = 0.5
"""Hierarchies that share at least so much of their texts belong to the same page."""
OFFERS = (
    "立即", "下载", "领取", "抢购", "购买", "下单", "优惠", "特价", "限时", "活动规则", "中奖",
    "红包", "http", "www.", "buy now", "download", "install", "shop now", "claim", "order now",
    "learn more", "special offer", "sponsored",
)  # fmt: skip


def judge_page(
    context: Context, page: Page, now_ns: int, after_ms: float, *, log_gap: bool = False
) -> Outcome:
    """``dismissed``, ``advanced`` (a landing inside the app) or ``unclear``."""
    quiet = () if log_gap else (Channel.NAVIGATION,)
    gone = f"gone {after_ms / 1000:.1f} s after"
    if near(page.phash, context.own_pages):
        channels = (Channel.FRAMES, Channel.PLACE, *quiet)
        return _outcome(
            context, OutcomeKind.DISMISSED, f"{gone}, the app's own page", channels, page, now_ns
        )
    if context.own_pages:
        return _far_from_own(context, page, now_ns, gone, quiet)
    return _own_unknown(context, page, now_ns, gone, quiet)


def judge_moving_page(
    context: Context,
    page: Page,
    before: frozenset[str],
    now_ns: int,
    after_ms: float,
    *,
    log_gap: bool = False,
) -> Outcome | None:
    """``dismissed``, where a page that never stands still is surely one of the app's own, or None.

    A film plays on it, so its picture tells nothing, and nothing is held against it either. It is
    the app's own by its hierarchy, or by its activity, one of those seen ``before`` the touch
    beside the pop-up, where no hierarchy and no words say otherwise.
    """
    quiet = () if log_gap else (Channel.NAVIGATION,)
    gone = f"gone {after_ms / 1000:.1f} s after; the page moves"
    if _own_by_hierarchy(context, page):
        channels = (Channel.HIERARCHY, Channel.PLACE, *quiet)
        why = f"{gone}, and is the app's own by its hierarchy"
        return _outcome(context, OutcomeKind.DISMISSED, why, channels, page, now_ns)
    own = (*context.own_pages, *context.moving_pages)
    known = before | {p.activity for p in context.moving_pages}
    if page.activity not in known or (page.tree_text and any(p.tree_text for p in own)):
        return None
    if offers(page.words + page.tree_text):
        return None
    why = f"{gone}, in an activity that was there without a touch"
    return _outcome(context, OutcomeKind.DISMISSED, why, (Channel.PLACE, *quiet), page, now_ns)


def _own_by_hierarchy(context: Context, page: Page) -> bool:
    """Whether the page is one that was reached without a tap on a control, by its hierarchy."""
    reached = (*context.own_pages, *context.moving_pages, *context.back_pages)
    films = [p.tree_text for p in context.moving_pages if p.tree_text]
    known = (context.popup_tree_text, *(p.tree_text for p in reached))
    return same_tree(page.tree_text, known) or _has_what_stays(page.tree_text, films)


def _far_from_own(
    context: Context, page: Page, now_ns: int, gone: str, quiet: tuple[Channel, ...]
) -> Outcome:
    """The picture is not the own page's: ask the hierarchy, the activity and the words."""
    trees = [known.tree_text for known in context.own_pages if known.tree_text]
    if page.tree_text and trees and same_tree(page.tree_text, trees):
        channels = (Channel.HIERARCHY, Channel.PLACE, *quiet)
        why = f"{gone}, the app's own page by its hierarchy"
        return _outcome(context, OutcomeKind.DISMISSED, why, channels, page, now_ns)
    against = [Channel.FRAMES]
    if page.tree_text and trees:
        against.append(Channel.HIERARCHY)
    activities = {known.activity for known in context.own_pages if known.activity}
    if page.activity and activities and page.activity not in activities:
        against.append(Channel.PLACE)
    few = len(against) == 1 and not offers(page.words + page.tree_text)
    if few or context.moving_pages:  # a film's next picture is another one, whatever it says
        why = f"{gone}, but the page is not the app's own page as known"
        return _outcome(context, OutcomeKind.UNCLEAR, why, (), page, now_ns)
    why = f"{gone}, and another page of the app than its own came up"
    return _outcome(context, OutcomeKind.ADVANCED, why, tuple(against), page, now_ns, landing=True)


def _own_unknown(
    context: Context, page: Page, now_ns: int, gone: str, quiet: tuple[Channel, ...]
) -> Outcome:
    """The pop-up never ends by itself, so the own page was never seen without a touch."""
    behind = same_tree(page.tree_text, [context.popup_tree_text]) or near(
        page.phash, context.back_pages
    )
    before = any(hamming(page.phash, known) <= SAME_PAGE_BITS for known in context.before_pages)
    if behind or before:
        why = f"{gone}, the page that was there before or behind the pop-up"
        channels = (Channel.FRAMES, Channel.PLACE, *quiet)
        return _outcome(context, OutcomeKind.DISMISSED, why, channels, page, now_ns)
    if context.moving_pages:
        return _rather_than_a_film(context, page, now_ns, gone, quiet)
    if context.before_pages and offers(page.words + page.tree_text):
        why = f"{gone}, and a page of offers came up that was not there before"
        return _outcome(
            context, OutcomeKind.ADVANCED, why, (Channel.FRAMES,), page, now_ns, landing=True
        )
    why = f"{gone}; the app's own page is not known from a launch without a touch"
    return _outcome(context, OutcomeKind.DISMISSED, why, (Channel.PLACE, *quiet), page, now_ns)


def _rather_than_a_film(
    context: Context, page: Page, now_ns: int, gone: str, quiet: tuple[Channel, ...]
) -> Outcome:
    """A page stands still where the app's own never did: its film paused, or a landing."""
    if _own_by_hierarchy(context, page):
        channels = (Channel.HIERARCHY, Channel.PLACE, *quiet)
        why = f"{gone}, the app's own page by its hierarchy"
        return _outcome(context, OutcomeKind.DISMISSED, why, channels, page, now_ns)
    why = f"{gone}, but the page stands still, and the app's own was seen to move"
    return _outcome(context, OutcomeKind.UNCLEAR, why, (), page, now_ns)


def same_tree(one: Iterable[str], known: Iterable[Iterable[str]]) -> bool:
    """Whether most of these texts are among those of a known page."""
    texts = set(one)
    return bool(texts) and any(
        len(texts & set(other)) >= SAME_TREE_SHARE * len(texts) for other in known
    )


def _has_what_stays(one: Iterable[str], films: list[tuple[str, ...]]) -> bool:
    """Whether most of the texts that several films of one page have in common are among these.

    What is told of a film changes with it; tabs and buttons stay.
    """
    if len(films) < FEWEST_FILMS:
        return False
    stays = set(films[0]).intersection(*films[1:])
    return len(stays) >= FEWEST_TEXTS and same_tree(stays, [one])


FEWEST_FILMS, FEWEST_TEXTS = 2, 2


def is_web_page(tree_text: Iterable[str], context: Context) -> bool:
    """Whether the hierarchy shows a web page that neither pop-up nor own page has."""
    known = {text for page in context.own_pages for text in page.tree_text}
    return WEB_VIEW in set(tree_text) - known - set(context.popup_tree_text)


def offers(words: Iterable[str]) -> bool:
    """Whether the page sells or sends elsewhere, by its words: at least two of them."""
    text = " ".join(words).lower()
    return sum(word in text for word in OFFERS) >= 2


def _outcome(
    context: Context,
    kind: OutcomeKind,
    why: str,
    agree: tuple[Channel, ...],
    page: Page,
    now_ns: int,
    *,
    landing: bool = False,
) -> Outcome:
    return Outcome(
        kind=kind,
        why=why,
        agree=agree,
        place=Place(kind=PlaceKind.APP_PAGE, package=context.package, activity=page.activity),
        decided_at_ns=now_ns,
        after_frame=page.frame,
        in_app_landing=landing,
    )
