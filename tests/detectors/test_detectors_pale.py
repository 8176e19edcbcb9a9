"""Ways out in letters that hardly differ from their card."""

import cv2
from drawn import DENSITY, dialog, px, text

from detectors import Seer
from detectors.layout import survey
from detectors.lines import find_buttons
from detectors.pale import find_pale
from detectors.pixels import prepare
from harness.domain.geometry import PointPx
from harness.domain.sight import Role


def test_a_refusal_in_pale_letters_is_the_way_out_where_a_card_has_no_other(seer: Seer) -> None:
    """The finder of plain lines passes it by; what stands higher on the card is no button."""
    picture = dialog(card=(255, 255, 255))
    place = PointPx(px(128), px(580))
    cv2.rectangle(picture, (px(70), px(560)), (px(190), px(600)), (225, 225, 225), 3)
    text(picture, "Not now", 96, 570, 14, (226, 226, 226))
    text(picture, "Not now", 96, 250, 14, (226, 226, 226))
    view = prepare(picture, DENSITY)
    card = survey(view).card
    assert card is not None
    assert not [b for b in find_buttons(view, 8, 0, card) if b.box_px.contains(place)]
    (line,) = find_pale(view, card)
    assert line.box_px.contains(place)
    dismiss = seer.see(picture, None, DENSITY).with_role(Role.DISMISS)
    assert [abs(d.box_px.width - px(120)) < px(4) for d in dismiss] == [True]
