"""A real browser for tests of pages: headless Chromium, and what WCAG asks of a text's colour."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("TAPTRUTH_CHROMIUM") or next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here: apt install chromium, or set TAPTRUTH_CHROMIUM"
)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_CONTRAST = """
([passed, large]) => {
  const draw = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (it) => {
    draw.clearRect(0, 0, 1, 1);
    draw.fillStyle = it;
    draw.fillRect(0, 0, 1, 1);
    return [...draw.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const one = (c) => (c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * one(r) + 0.7152 * one(g) + 0.0722 * one(b);
  };
  const ground = (it) => {
    for (let e = it; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode, it = node.parentElement;
    if (!node.data.trim() || !it.checkVisibility({ checkVisibilityCSS: true })) continue;
    if (it.closest(passed)) continue;
    seen += 1;
    const style = getComputedStyle(it);
    const [a, b] = [light(parse(style.color)), light(ground(it))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const px = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const least = px >= 24 || (bold && px >= 18.66) ? large : 4.5;
    if (ratio < least) found.push([node.data.trim().slice(0, 40), ratio.toFixed(2), it.className]);
  }
  return [seen, found];
}
"""


def browser() -> Iterator[Browser]:
    """One browser, for a fixture to yield from."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield made
        made.close()


def contrast(
    page: Page, *, passed: str = "script, style, template, svg", large: float = 3.0
) -> tuple[int, list[Any]]:
    """How many visible texts there are, and those below 4.5 : 1 (large ones below ``large``).

    Measured on what the browser computes (WCAG 2.2, 1.4.3). ``passed``: a CSS selector of what
    is not looked at.
    """
    seen, found = page.evaluate(_CONTRAST, [passed, large])
    return seen, found
