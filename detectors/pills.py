"""The pill or disc around words in a corner of the screen."""

from detectors.buttons import find_button, find_disc
from detectors.lines import FAINT_SIDE, button_around, to_frame
from detectors.pixels import View
from harness.domain.geometry import BoxPx, SizePx


def pill_around(view: View, box: BoxPx) -> BoxPx | None:
    """The outline around a line in frame pixels, or None; both in frame pixels."""
    if box.width < 2.6 * box.height:
        disc = find_disc(view, box, least=1.08)
        whole = disc is not None and disc == disc.clipped_to(SizePx(view.width, view.height))
        if whole and disc and disc.width < 64 * view.density / 160:
            return disc
    k = view.scale
    work = BoxPx.from_edges(
        round(box.x * k), round(box.y * k), round(box.right * k), round(box.bottom * k)
    )
    size = SizePx(view.work.shape[1], view.work.shape[0])
    off = max(1, round(0.12 * work.height))
    tight = BoxPx(work.x, work.y + off, work.width, work.height - 2 * off).clipped_to(size)
    if tight.width < 4 or tight.height < 4:
        return None
    pill = button_around(view, tight)
    if pill is None or _askew(pill, tight, size) or _of_something(view, pill, tight):
        pill = button_around(view, tight, FAINT_SIDE, most=1.0)
    return to_frame(view, pill) if pill and not _askew(pill, tight, size) else None


def _of_something(view: View, pill: BoxPx, line: BoxPx) -> bool:
    """Whether what looks like a pill is the edge of something else: narrow, and too high."""
    return pill.width < 110 * view.dp and pill.height > 3 * line.height


def _askew(pill: BoxPx, line: BoxPx, size: SizePx) -> bool:
    """Whether a pill ends at the screen's edge, and its line is not in its middle."""
    off = abs((line.x - pill.x) - (pill.right - line.right))
    return (pill.x <= 1 or pill.right >= size.width - 1) and off > 0.6 * line.height


def badge_around(view: View, box: BoxPx) -> BoxPx | None:
    """The disc or square around a lone number below the status bar's rows, or None."""
    dp = view.density / 160
    if box.center.y < 26 * dp:
        return None
    disc, kind = find_button(view, box, step=4)
    # a letter in a larger square is an app's sign
    least, most = (18, 64) if kind == "disc" else (20, 29)
    screen = SizePx(view.width, view.height)
    fits = disc and least * dp <= disc.width <= most * dp and disc == disc.clipped_to(screen)
    return disc if fits else None
