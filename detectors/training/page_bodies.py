"""Bodies of ordinary pages, with crosses and words that close nothing."""

from collections.abc import Callable

from detectors.training import controls, words
from detectors.training.brush import Brush
from detectors.training.page_style import inks, page_line


def rows(brush: Brush, top: float, bottom: float, chinese: bool, dark: bool) -> None:
    """A list: pictures, two lines, signs at the end (crosses to delete among them)."""
    _, strong, weak = inks(brush, dark)
    high = brush.between(48, 110)
    pictured, ended = brush.chance(0.7), brush.rng.random()
    y = top
    while y + high < bottom:
        x = 16.0
        if pictured:
            side = high * 0.7
            box = (x * brush.dp, (y + high * 0.15) * brush.dp, side * brush.dp, side * brush.dp)
            if brush.chance(0.6):
                brush.picture(box, radius=brush.among((0, 8, side / 2)) * brush.dp)
            else:
                brush.icon(box, brush.vivid())
            x += side + 12
        brush.text(
            (x * brush.dp, (y + high * 0.3) * brush.dp),
            page_line(brush, chinese),
            15 * brush.dp,
            strong,
            anchor="lm",
        )
        brush.text(
            (x * brush.dp, (y + high * 0.66) * brush.dp),
            words.line(brush.rng, chinese, 3, 22),
            12 * brush.dp,
            weak,
            anchor="lm",
        )
        end = (brush.width - 24 * brush.dp, (y + high / 2) * brush.dp)
        if ended < 0.2:
            controls.cross(brush, end, 11 * brush.dp, weak, 1.0)
        elif ended < 0.65:
            brush.icon(
                (end[0] - 9 * brush.dp, end[1] - 9 * brush.dp, 18 * brush.dp, 18 * brush.dp), weak
            )
        elif ended < 0.75:
            controls.button(
                brush,
                (end[0] - 50 * brush.dp, end[1] - 13 * brush.dp, 62 * brush.dp, 26 * brush.dp),
                str(brush.among(("安装", "打开", "关注", "取消", "GET", "Open"))),
                brush.vivid(),
            )
        if brush.chance(0.7):
            brush.slab(
                (x * brush.dp, (y + high) * brush.dp, brush.width, 1),
                (60, 60, 60) if dark else (225, 225, 225),
            )
        y += high


def grid(brush: Brush, top: float, bottom: float, chinese: bool, dark: bool) -> None:
    """Cards in columns with pictures; deletable chips and thumbnails now and then."""
    _, strong, weak = inks(brush, dark)
    columns = int(brush.between(2, 6))
    gap = brush.between(2, 12)
    width = (brush.width / brush.dp - gap * (columns + 1)) / columns
    high = width * brush.between(0.8, 1.6)
    crossed = brush.chance(0.15)
    iconic = columns > 3 and brush.chance(0.7)
    y = top + gap
    while y + high < bottom:
        for c in range(columns):
            x = gap + c * (width + gap)
            box = (x * brush.dp, y * brush.dp, width * brush.dp, (high - 24) * brush.dp)
            if iconic:
                side = width * 0.5 * brush.dp
                brush.icon((box[0] + box[2] / 2 - side / 2, box[1], side, side), brush.vivid())
            else:
                brush.picture(box, radius=brush.among((0, 6)) * brush.dp)
            if crossed:
                controls.close(
                    brush,
                    (box[0] + box[2] - 8 * brush.dp, box[1] + 8 * brush.dp),
                    brush.between(10, 18),
                )
            brush.text(
                ((x + width / 2) * brush.dp, (y + high - 12) * brush.dp),
                page_line(brush, chinese, 2, 6)[:8],
                11 * brush.dp,
                strong if brush.chance(0.7) else weak,
                anchor="mm",
            )
        y += high + gap


def prose(brush: Brush, top: float, bottom: float, chinese: bool, dark: bool) -> None:
    """Running text with pictures."""
    _, strong, weak = inks(brush, dark)
    size = brush.between(12, 18)
    y = top + 8
    letters = int((brush.width / brush.dp - 32) / (size if chinese else size * 0.5))
    while y + size * 1.6 < bottom:
        if brush.chance(0.06):
            high = brush.between(80, 220)
            brush.picture(
                (16 * brush.dp, y * brush.dp, brush.width - 32 * brush.dp, high * brush.dp)
            )
            y += high + 10
            continue
        count = letters if brush.chance(0.75) else max(3, letters // 2)
        brush.text(
            (16 * brush.dp, y * brush.dp),
            words.line(brush.rng, chinese, count, count),
            size * brush.dp,
            strong if brush.chance(0.9) else weak,
        )
        y += size * 1.6


def board(brush: Brush, top: float, bottom: float, _chinese: bool, _dark: bool) -> None:
    """A game's board or a keypad: crosses, rings and numbers in cells."""
    brush.picture((0, top * brush.dp, brush.width, (bottom - top) * brush.dp))
    cells = int(brush.between(3, 9))
    side = (brush.width / brush.dp - 32) / cells
    signs = brush.rng.random()
    y0 = top + brush.between(10, 120)
    for row in range(cells):
        for column in range(cells):
            x, y = 16 + column * side, y0 + row * side
            if y + side > bottom:
                return
            box = (x * brush.dp, y * brush.dp, side * 0.94 * brush.dp, side * 0.94 * brush.dp)
            if brush.chance(0.7):
                brush.slab(box, brush.colour(), radius=side / 8, alpha=0.8)
            middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
            if signs < 0.4 and brush.chance(0.4):
                controls.cross(brush, middle, side * 0.6 * brush.dp, brush.vivid(), 1.0)
            elif signs < 0.7:
                brush.text(
                    middle,
                    str(brush.among("0123456789+-×÷=%√")),
                    side * 0.45 * brush.dp,
                    controls.WHITE,
                    anchor="mm",
                )
            elif brush.chance(0.6):
                brush.icon(
                    (
                        middle[0] - side * 0.3 * brush.dp,
                        middle[1] - side * 0.3 * brush.dp,
                        side * 0.6 * brush.dp,
                        side * 0.6 * brush.dp,
                    ),
                    brush.vivid(),
                )


def form(brush: Brush, top: float, bottom: float, chinese: bool, dark: bool) -> None:
    """Fields and buttons, a log-in or an alarm: buttons here invite to nothing foreign."""
    _, _, weak = inks(brush, dark)
    if brush.chance(0.3):
        brush.picture((0, top * brush.dp, brush.width, (bottom - top) * brush.dp))
        weak = controls.WHITE
    y = top + brush.between(10, 160)
    if brush.chance(0.5):
        side = brush.between(48, 110) * brush.dp
        brush.icon((brush.width / 2 - side / 2, y * brush.dp, side, side), brush.vivid())
        y += side / brush.dp + 20
    for _ in range(int(brush.between(2, 7))):
        if y + 60 > bottom:
            return
        left, width = 24 * brush.dp, brush.width - 48 * brush.dp
        if brush.chance(0.4):
            text = str(
                brush.among(
                    (
                        "登录",
                        "下一步",
                        "保存",
                        "确定",
                        "注册",
                        "开始",
                        "停止",
                        "关闭闹钟",
                        "贪睡",
                        "取消",
                    )
                    if chinese
                    else (
                        "LOG IN",
                        "Continue",
                        "Save",
                        "OK",
                        "Start",
                        "Stop",
                        "Snooze",
                        "Next",
                        "Search",
                    )
                )
            )
            controls.button(
                brush,
                (left, y * brush.dp, width, brush.between(38, 52) * brush.dp),
                text,
                brush.vivid(),
                filled=brush.chance(0.7),
            )
        else:
            brush.text(
                (left, (y + 16) * brush.dp),
                page_line(brush, chinese),
                15 * brush.dp,
                weak,
                anchor="lm",
            )
            if brush.chance(0.2):
                controls.cross(
                    brush,
                    (left + width - 12 * brush.dp, (y + 16) * brush.dp),
                    10 * brush.dp,
                    weak,
                    1,
                )
            brush.slab((left, (y + 36) * brush.dp, width, 1.5), weak)
        y += brush.between(50, 80)


def player(brush: Brush, top: float, bottom: float, chinese: bool, dark: bool) -> None:
    """A video in the page, with its own skip signs, over a list."""
    high = brush.between(180, 240)
    brush.picture((0, top * brush.dp, brush.width, high * brush.dp))
    s = 48 * brush.dp
    if brush.chance(0.6):
        brush.icon(
            (brush.width / 2 - s / 2, (top + high / 2) * brush.dp - s / 2, s, s), controls.WHITE
        )
    if brush.chance(0.5):
        text = str(
            brush.among(
                ("跳过片头", "跳过片尾", "倍速", "高清", "会员免广告")
                if chinese
                else ("Skip intro", "Skip Ad", "HD", "1.0x")
            )
        )
        controls.pill(
            brush,
            (brush.width - 10 * brush.dp, (top + high - 40) * brush.dp),
            text,
            12 * brush.dp,
            side="right",
        )
    rows(brush, top + high, bottom, chinese, dark)


def chips(brush: Brush, top: float, bottom: float, chinese: bool, dark: bool) -> None:
    """Tags that can be taken off, filters, tabs with an x each."""
    inks(brush, dark)  # keeps the dice in step with the pictures that were learned from
    x, y = 12.0, top + 10
    while y < min(bottom - 40, top + brush.between(80, 320)):
        text = page_line(brush, chinese, 2, 6)
        box = controls.pill(
            brush,
            (x * brush.dp, y * brush.dp),
            text,
            13 * brush.dp,
            side="left",
            mark=brush.chance(0.6),
        )
        x += box[2] / brush.dp + 10
        if x > brush.width / brush.dp - 80:
            x, y = 12.0, y + 44
    rows(brush, y + 50, bottom, chinese, dark)


BODIES: tuple[Callable[[Brush, float, float, bool, bool], None], ...] = (
    rows, rows, grid, grid, prose, board, form, form, player, chips,
)  # fmt: skip
