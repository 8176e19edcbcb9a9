"""The launcher's pages."""

from harness.virtual.scene import Fill, View
from harness.virtual.system_apps.sheet import WHITE, Sheet, rgba

_DOCK = (("handset", "#34a853"), ("chat", "#1a73e8"), ("camera", "#5f6368"), ("heart", "#ea4335"))


def wallpaper(s: Sheet) -> View:
    """The vendor's picture behind everything, light from above."""
    stops = tuple(rgba(color) for color in s.skin.wallpaper)
    whole = (0, 0, s.width, s.height)
    side = max(s.wide, s.high)
    glow = View(
        s.box(s.wide * 0.45, -side * 0.25, side * 0.7, side * 0.7),
        fill=Fill(((255, 255, 255, 26),), radius_px=s.px(side)),
    )
    hill = View(
        s.box(-side * 0.3, s.high * 0.72, side * 1.1, side * 1.1),
        fill=Fill(((255, 255, 255, 22), (0, 0, 0, 30)), radius_px=s.px(side)),
    )
    return View(whole, fill=Fill(stops, 72), children=(glow, hill), clip=True)


def launcher(s: Sheet) -> View:
    """Home page. Params: ``apps`` (lines ``package|label|letter|colour``), ``page``, ``clock``.

    Touch: app:PKG.
    """
    lines = [line.split("|") for line in s.params.get("apps", "").split("\n") if line]
    across, down = grid(s.wide, s.high, s.skin.columns)
    each = across * down
    pages = pages_of(len(lines), s.wide, s.high, s.skin.columns)
    page = min(int(s.params.get("page", "0")), pages - 1)
    cell = (s.wide - 24) / across
    top = 176.0 if s.high >= 600 else 60.0
    clock = s.params.get("clock", "")
    head = s.text(clock, s.box(28, 92, 220, 64), 52, WHITE, listed=bool(clock))
    icons = [
        _icon(s, line, (12 + at % across * cell, top + at // across * 104, cell))
        for at, line in enumerate(lines[page * each : (page + 1) * each])
    ]
    above = [head] if s.high >= 600 else []
    return s.page(wallpaper(s), *above, *_dock(s), *_dots(s, page, pages), *icons)


def _icon(s: Sheet, line: list[str], at: tuple[float, float, float]) -> View:
    package, label, letter, color = (*line, "", "", "")[:4]
    left, top, cell = at
    side = 56.0
    box = s.box(left + (cell - side) / 2, top + 6, side, side)
    return View(
        s.box(left, top, cell, 100),
        node=s.node("android.widget.TextView", "icon", label, clickable=True),
        touch_id=f"app:{package}",
        children=(
            s.icon(letter or label, rgba(color), box, round_share=s.skin.icon_round),
            s.text(label, s.box(left + 2, top + 68, cell - 4, 22), 12.5, WHITE, align="center",
                   listed=False),
        ),
    )  # fmt: skip


def _dock(s: Sheet) -> list[View]:
    wide = min(s.wide - 28, 460)
    left, cell = (s.wide - wide) / 2, wide / 4
    views = [s.bar(left, s.high - 116, wide, 78, (255, 255, 255, 52), 30)]
    for at, (sign, color) in enumerate(_DOCK):
        x = left + at * cell + (cell - 54) / 2
        views.append(s.bar(x, s.high - 104, 54, 54, rgba(color), 54 * s.skin.icon_round))
        views.append(s.sign(sign, s.box(x + 14, s.high - 90, 26, 26), WHITE, 2.2))
    return views


def _dots(s: Sheet, page: int, pages: int) -> list[View]:
    if pages < 2:
        return []
    left = s.wide / 2 - pages * 7
    return [
        s.bar(
            left + at * 14 + 4, s.high - 130, 6, 6, (255, 255, 255, 230 if at == page else 110), 3
        )
        for at in range(pages)
    ]


def pages_of(count: int, wide_dp: float, high_dp: float, columns: int) -> int:
    """How many pages so many icons fill."""
    across, down = grid(wide_dp, high_dp, columns)
    return max(1, -(-count // (across * down)))


def grid(wide_dp: float, high_dp: float, columns: int) -> tuple[int, int]:
    """Columns and rows of icons that fit between the clock and the dock."""
    across = columns if high_dp >= wide_dp or columns > 5 else columns + 3
    top = 176 if high_dp >= 600 else 60
    return across, max(1, int((high_dp - top - 126) // 104))
