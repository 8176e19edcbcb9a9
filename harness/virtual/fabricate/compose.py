"""Which pop-up and which page an app made by chance gets."""

from collections.abc import Callable

from harness.virtual.apps.script import Page
from harness.virtual.fabricate import dialogs, popups, promos, sheets, splashes
from harness.virtual.fabricate.draft import Draft
from harness.virtual.fabricate.pages import HOMES, PAGES
from harness.virtual.fabricate.pages_with_crosses import MORE_PAGES
from harness.virtual.fabricate.popups import Made

POPUPS: dict[str, tuple[Callable[[Draft], Made], float]] = {
    "splash": (splashes.splash, 0.3), "interstitial": (popups.interstitial, 0.18), "promo": (promos.promo, 0.2),
    "notice": (dialogs.notice, 0.1), "sign_in": (sheets.sign_in, 0.03), "consent": (dialogs.consent, 0.04),
    "permission": (dialogs.permission, 0.03), "bottom_sheet": (sheets.bottom_sheet, 0.04),
    "floating": (sheets.floating, 0.05), "membership": (sheets.membership, 0.03),
}  # fmt: skip
"""Sorts of pop-up, and how often each is taken."""


def choose_popup(d: Draft, among: tuple[str, ...] = tuple(POPUPS)) -> Made:
    """A pop-up of one of those sorts."""
    name = d.chance.choices(among, [POPUPS[one][1] for one in among])[0]
    return POPUPS[name][0](d)


def choose_page(d: Draft, *, under: bool) -> tuple[str, Page]:
    """A page and its sort; ``under`` a pop-up, or one that may look like having one."""
    known = {**PAGES, **MORE_PAGES}
    name = d.pick(HOMES) if under else d.pick(tuple(known))
    return name, known[name](d)
