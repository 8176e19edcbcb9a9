"""Drawing against hierarchy: each agreement and disagreement by name."""

from drawn import DENSITY, cross, dialog, px

from detectors.hierarchy import parse
from detectors.seer import see
from detectors.witness import witnesses
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.measures import WitnessKind
from harness.domain.sight import Control, Ground, Role

SIZE = SizePx(1080, 2400)
CLOSE = Control(role=Role.CLOSE, box_px=BoxPx(900, 100, 90, 90), score=0.9, grounds=(Ground.DRAWN,))


def node(bounds: str, name: str = "", *, clickable: bool = True, text: str = "") -> str:
    return (
        f'<node text="{text}" resource-id="{name}" class="android.widget.ImageView" '
        f'package="a.b" content-desc="" clickable="{str(clickable).lower()}" bounds="{bounds}"/>'
    )


def kinds(*nodes: str) -> list[WitnessKind]:
    tree = parse("<hierarchy>" + "".join(nodes) + "</hierarchy>")
    return [w.kind for w in witnesses(SIZE, DENSITY, (CLOSE,), tree)]


def test_a_node_around_the_drawing_agrees() -> None:
    """The smallest clickable node under the centre is named."""
    assert kinds(node("[890,90][1000,200]", "a:id/x")) == [WitnessKind.AGREES]


def test_a_drawing_without_a_node_is_told() -> None:
    """Text nodes that cannot be clicked do not count."""
    assert kinds(node("[0,500][300,600]")) == [WitnessKind.NO_NODE]


def test_a_whole_screen_parent_is_told_as_such() -> None:
    """Where only the whole screen is clickable, the X is part of one big link."""
    assert kinds(node("[0,0][1080,2400]")) == [WitnessKind.WHOLE_SCREEN]


def test_a_close_node_beside_the_drawing_is_displaced() -> None:
    """The node that an SDK calls its close button lies next to the X."""
    found = kinds(node("[0,0][1080,2400]"), node("[760,100][850,190]", "a:id/tt_bu_close"))
    assert found == [WitnessKind.DISPLACED]


def test_two_crossing_targets_under_the_drawing_are_told() -> None:
    """Neither holds the other, and the X's centre lies in both."""
    found = kinds(node("[880,90][1000,200]"), node("[930,80][1080,190]"))
    assert found == [WitnessKind.OVERLAPPING]


def test_nested_targets_are_no_overlap() -> None:
    """A button inside a clickable card is how cards are made."""
    found = kinds(node("[600,50][1080,900]"), node("[890,90][1000,200]"))
    assert found == [WitnessKind.AGREES]


def test_a_close_node_with_no_drawing_is_told_with_its_sdk() -> None:
    """What the tree promises far from any drawing is a result of its own."""
    tree = parse(f"<hierarchy>{node('[20,2000][120,2100]', 'a:id/tt_bu_close')}</hierarchy>")
    found = witnesses(SIZE, DENSITY, (CLOSE,), tree)
    told = next(w for w in found if w.kind is WitnessKind.NO_DRAWING)
    assert told.sdk == "pangle"
    assert told.node_box_px == BoxPx(20, 2000, 100, 100)


def test_an_id_alone_tells_of_a_way_out_that_was_not_recognised() -> None:
    """It is a place to look at, and no drawing's displaced node."""
    assert kinds(node("[20,2000][120,2100]", "a:id/img_close")) == [
        WitnessKind.NO_NODE, WitnessKind.NO_DRAWING,
    ]  # fmt: skip
    assert kinds(node("[20,2000][120,2100]", "a:id/img_close", clickable=False)) == [
        WitnessKind.NO_NODE
    ]
    assert kinds(node("[760,100][850,190]", "a:id/img_close")) == [WitnessKind.NO_NODE]


def test_no_hierarchy_gives_no_witness() -> None:
    """Games, web views and failed dumps: nothing is said, and nothing held against anybody."""
    assert witnesses(SIZE, DENSITY, (CLOSE,), ()) == ()


def test_a_sight_carries_its_witnesses() -> None:
    """The whole way from pixels and XML."""
    picture = dialog()
    cross(picture, px(343), px(242), px(14))
    sight = see(picture, f"<hierarchy>{node('[0,0][1080,2400]')}</hierarchy>", DENSITY, read="none")
    assert [w.kind for w in sight.witnesses] == [WitnessKind.WHOLE_SCREEN]
