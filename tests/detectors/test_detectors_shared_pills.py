"""An X that shares its pill with a word."""

import cv2
from drawn import DENSITY, Picture, cross, page, px

from detectors.evidence import DrawnClose, Said
from detectors.marks import Mark
from detectors.pixels import prepare
from detectors.shared_pills import with_pills
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground

PILL = BoxPx.from_edges(px(300), px(60), px(372), px(86))
WORD = BoxPx.from_edges(px(310), px(66), px(334), px(80))
GLYPH = BoxPx.from_edges(px(350), px(68), px(360), px(78))


def pictured(*, pill: bool = True) -> Picture:
    picture = page((90, 150, 120))
    if pill:
        cv2.rectangle(picture, (PILL.x, PILL.y), (PILL.right, PILL.bottom), (20, 20, 20), -1)
    for x in range(WORD.x, WORD.right, 8):
        picture[WORD.y : WORD.bottom, x : x + 4] = 255
    cross(picture, round(GLYPH.center.x), round(GLYPH.center.y), GLYPH.width)
    return picture


def box_of(words: str, *, pill: bool = True, word_px: BoxPx = WORD) -> BoxPx:
    """What becomes of the X beside such words."""
    word = meaning(words, corner=True, outlined=True)
    assert word is not None
    said = Said(words, word, word_px, 1.0, True, Ground.TEXT, word_px)
    mark = Mark(GLYPH, GLYPH, "", shape=1, crowded=0, contrast=20, light=True, top_grey=255)
    view = prepare(pictured(pill=pill), DENSITY)
    (close,) = with_pills(view, [DrawnClose(mark, 1.0, "card_corner")], [said])
    assert close.mark.glyph_px == GLYPH
    return close.mark.box_px


def test_the_pill_of_an_advertisements_label_is_the_closes_too() -> None:
    """One taps 广告 ✕ anywhere, and 5s ✕."""
    assert box_of("广告").iou(PILL) > 0.85
    assert box_of("5s").iou(PILL) > 0.85


def test_without_a_pill_or_label_beside_it_an_x_is_bare() -> None:
    """Or with a label in another row, or one too far away."""
    assert box_of("广告", pill=False) == GLYPH
    assert box_of("立即下载") == GLYPH
    above = BoxPx(WORD.x, WORD.y - px(30), WORD.width, WORD.height)
    assert box_of("广告", word_px=above) == GLYPH
    far = BoxPx(WORD.x - px(60), WORD.y, WORD.width, WORD.height)
    assert box_of("广告", word_px=far) == GLYPH
