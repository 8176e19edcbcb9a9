"""Scenes become pixels: where things are, how they mix, and what is painted again."""

import dataclasses
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from harness.virtual.scene import Fill, Glyph, Picture, Rgba, Scene, Surface, Text, View
from harness.virtual.screen import shapes
from harness.virtual.screen.creatives import creative
from harness.virtual.screen.painter import BAND_PX, Painter
from harness.virtual.screen.pictures import fit

WHITE: Rgba = (255, 255, 255, 255)
RED: Rgba = (255, 0, 0, 255)
Pixels = npt.NDArray[np.uint8]


def scene_of(*views: View, width: int = 200, height: int = 160, **surface: object) -> Scene:
    """One window on a white page."""
    box = (0, 0, width, height)
    root = View(box, fill=Fill((WHITE,)), children=views)
    return Scene(width, height, 160, (Surface(1, box, root, **surface),))  # type: ignore[arg-type]


def paint(scene: Scene) -> Pixels:
    """Pixels of a scene from a fresh painter."""
    return Painter().paint(scene).copy()


def test_pixels_are_rgba_and_opaque() -> None:
    """A frame is (height, width, 4) uint8 with alpha 255 everywhere."""
    pixels = paint(scene_of())
    assert pixels.shape == (160, 200, 4)
    assert pixels.dtype == np.uint8
    assert (pixels == 255).all()


def test_a_gradient_runs_monotonically_along_its_direction() -> None:
    """From top to bottom the colour only grows, and rows are even."""
    fill = Fill(((0, 0, 0, 255), (200, 100, 50, 255)), angle_deg=90)
    pixels = paint(scene_of(View((0, 0, 200, 160), fill=fill)))[..., :3].astype(int)
    assert (np.diff(pixels[:, 100, 0]) >= 0).all()
    assert (pixels == pixels[:, :1]).all()
    assert pixels[0, 0, 0] <= 2
    assert pixels[-1, 0, 0] >= 198


def test_a_gradient_does_not_show_where_it_was_cut_into_bands() -> None:
    """Painting in bands leaves no seam in a tall gradient."""
    fill = Fill(((0, 0, 0, 255), (255, 255, 255, 255)))
    high = BAND_PX * 2 + 50
    pixels = paint(scene_of(View((0, 0, 40, high), fill=fill), width=40, height=high))
    assert np.abs(np.diff(pixels[:, 5, 0].astype(int))).max() <= 1


def test_a_pill_has_round_smooth_ends() -> None:
    """A pill leaves its corners free, covers its middle, and has soft edge pixels."""
    pill = View((20, 40, 180, 100), fill=Fill((RED,), radius_px=30))
    red = paint(scene_of(pill))[..., 1]
    assert red[42, 22] == 255
    assert red[70, 21] < 128
    assert red[70, 100] == 0
    assert ((red > 20) & (red < 235)).sum() > 20


@given(st.integers(3, 90), st.integers(3, 90), st.floats(0, 60))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_a_rounded_shape_covers_its_true_area(width: int, height: int, radius: float) -> None:
    """The covered area is that of the rounded rectangle, corner by corner."""
    box = (10, 10, 10 + width, 10 + height)
    shape = View(box, fill=Fill(((0, 0, 0, 255),), radius_px=radius))
    dark = (255 - paint(scene_of(shape))[..., 0].astype(float)).sum() / 255
    true_radius = min(radius, width / 2, height / 2)
    area = width * height - (4 - np.pi) * true_radius**2
    assert abs(dark - area) <= 1.5 + 0.02 * area


@pytest.mark.parametrize("size", [(61, 61), (90, 35), (40, 72)])
@pytest.mark.parametrize("stroke_px", [0.0, 2.5])
def test_a_shape_kept_as_a_quarter_looks_the_same(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], stroke_px: float
) -> None:
    """Discs and pills, odd and even, filled and outlined, over the screen's edge too."""
    fill = Fill(((0, 0, 0, 255), RED), radius_px=99, stroke=RED, stroke_px=stroke_px)
    scene = scene_of(*(View((x, 7, x + size[0], 7 + size[1]), fill=fill) for x in (-20, 91)))
    whole = paint(scene)
    monkeypatch.setattr(shapes, "WHOLE_PX", 0)
    assert (paint(scene) == whole).all()


def test_an_outline_is_hollow() -> None:
    """A stroke colours the rim and leaves the inside as it was."""
    ring = View((50, 30, 150, 130), fill=Fill(stroke=RED, stroke_px=4, radius_px=50))
    pixels = paint(scene_of(ring))
    assert tuple(pixels[80, 52, :3]) == (255, 0, 0)
    assert tuple(pixels[80, 100, :3]) == (255, 255, 255)


def test_an_x_is_drawn_on_both_diagonals_and_nowhere_else() -> None:
    """The X passes its centre and corners; the middles of its sides stay free."""
    pixels = paint(scene_of(View((60, 40, 140, 120), glyph=Glyph("x", (0, 0, 0, 255), 6, 10))))
    dark = pixels[..., 0] < 100
    assert dark[80, 100]
    assert dark[56, 76]
    assert dark[56, 124]
    assert not dark[56, 100]
    assert not dark[80, 76]
    rows, columns = np.nonzero(dark)
    assert (columns.min(), rows.min()) >= (69, 49)
    assert (columns.max(), rows.max()) <= (131, 111)


def test_a_ring_loses_its_share_clockwise_from_the_top() -> None:
    """With a quarter left, only the upper right quarter of the ring is drawn."""
    ring = Glyph("ring", (0, 0, 0, 255), 6, 4, sweep=0.25)
    dark = paint(scene_of(View((60, 40, 140, 120), glyph=ring)))[..., 0] < 128
    assert dark[:78, 103:].sum() > 50
    assert dark[:, :97].sum() == 0
    assert dark[84:].sum() == 0


def test_an_unknown_glyph_is_an_error_that_lists_the_known_ones() -> None:
    """A misspelt sign is told, with the choices."""
    with pytest.raises(ValueError, match=r"no glyph 'xx'; known: .*x_thin"):
        paint(scene_of(View((0, 0, 20, 20), glyph=Glyph("xx"))))


def test_opacity_holds_for_the_group_not_for_each_part() -> None:
    """In a half transparent group a child hides its parent wholly before both fade."""
    child = View((50, 50, 100, 100), fill=Fill(((0, 0, 255, 255),)))
    group = View((20, 20, 180, 140), fill=Fill((RED,)), alpha=0.5, children=(child,))
    pixels = paint(scene_of(group)).astype(int)
    assert abs(pixels[70, 70, :3] - [127, 127, 255]).max() <= 1
    assert abs(pixels[30, 30, :3] - [255, 127, 127]).max() <= 1


def test_a_scrim_darkens_what_lies_below_its_window_only() -> None:
    """Half a scrim halves the page; the dialog above keeps its white."""
    page = scene_of()
    dialog = View((50, 40, 150, 120), fill=Fill((WHITE,)))
    over = Surface(2, (0, 0, 200, 160), dialog, dim=0.5)
    pixels = paint(dataclasses.replace(page, surfaces=(*page.surfaces, over)))
    assert abs(int(pixels[5, 5, 0]) - 127) <= 1
    assert pixels[80, 100, 0] == 255


def test_a_secure_window_is_captured_black() -> None:
    """FLAG_SECURE shows nothing of its content."""
    pixels = paint(scene_of(View((10, 10, 90, 90), fill=Fill((RED,))), secure=True))
    assert not pixels[..., :3].any()


def test_a_screen_that_is_off_is_black() -> None:
    """Screen off: black, but still opaque."""
    pixels = paint(dataclasses.replace(scene_of(), screen_on=False))
    assert not pixels[..., :3].any()
    assert (pixels[..., 3] == 255).all()


def test_chinese_text_is_drawn_within_its_box() -> None:
    """Characters of both levels of GB 2312 leave ink, in both weights, inside the line's box."""
    for weight in ("regular", "bold"):
        text = Text("跳过霾", 30, (0, 0, 0, 255), weight)
        dark = paint(scene_of(View((20, 60, 180, 100), text=text)))[..., 0] < 128
        columns = np.nonzero(dark.any(axis=0))[0]
        rows = np.nonzero(dark.any(axis=1))[0]
        assert 75 <= columns.max() - columns.min() <= 95
        assert rows.min() >= 60
        assert rows.max() <= 100


def test_bold_is_heavier_than_regular() -> None:
    """The same word leaves more ink in bold."""
    ink = []
    for weight in ("regular", "bold"):
        word = View((0, 0, 200, 160), text=Text("关闭", 40, weight=weight))
        ink.append(int((255 - paint(scene_of(word))[..., 0].astype(int)).sum()))
    assert ink[1] > ink[0] * 1.15


def test_a_shadow_falls_softly_below_its_shape() -> None:
    """Below a card it is darker than above it, and it fades outwards."""
    card = View((60, 50, 140, 100), fill=Fill((WHITE,), radius_px=8, shadow_px=16))
    column = paint(scene_of(card))[:, 100, 0].astype(int)
    assert column[103] < column[47]
    assert column[103] < column[110] < 255


def test_clipping_keeps_children_inside_the_round_corners() -> None:
    """A clipped child fills the card but not its corners."""
    child = View((0, 0, 200, 160), fill=Fill((RED,)))
    card = View((40, 30, 160, 130), fill=Fill((WHITE,), radius_px=30), clip=True, children=(child,))
    pixels = paint(scene_of(card))
    assert tuple(pixels[80, 100, :3]) == (255, 0, 0)
    assert tuple(pixels[32, 42, :3]) == (255, 255, 255)
    assert tuple(pixels[80, 20, :3]) == (255, 255, 255)


@pytest.mark.parametrize("how", ["cover", "contain", "stretch"])
def test_a_picture_is_fitted_into_its_box(tmp_path: Path, how: str) -> None:
    """Cover crops, contain leaves margins, stretch shows both halves from edge to edge."""
    image = Image.new("RGB", (200, 100), (255, 0, 0))
    image.paste((0, 0, 255), (100, 0, 200, 100))
    image.save(tmp_path / "ad.png")
    view = View((50, 30, 150, 130), picture=Picture("ad.png", how))  # type: ignore[arg-type]
    pixels = Painter(tmp_path).paint(scene_of(view))
    assert tuple(pixels[80, 70, :3]) == (255, 0, 0)
    assert tuple(pixels[80, 130, :3]) == (0, 0, 255)
    assert tuple(pixels[35, 70, :3]) == ((255, 255, 255) if how == "contain" else (255, 0, 0))


@pytest.mark.parametrize("size", [(398, 367, 928, 856), (367, 398, 856, 928), (7, 3, 16, 7)])
def test_a_cover_never_asks_for_more_than_the_picture_has(size: tuple[int, int, int, int]) -> None:
    """A share that a division rounds up by a hair is cut to the picture: it fills the box."""
    wide, high, width, height = size
    fitted = fit(Image.new("RGB", (wide, high), (9, 99, 199)), "cover", width, height)
    assert fitted.size == (width, height)
    assert fitted.getcolors() == [(width * height, (9, 99, 199))]


def test_an_equal_scene_is_not_painted_again() -> None:
    """A scene built anew but equal costs no pixel."""
    painter = Painter()
    first = painter.paint(scene_of(View((10, 10, 60, 60), fill=Fill((RED,))))).copy()
    again = painter.paint(scene_of(View((10, 10, 60, 60), fill=Fill((RED,)))))
    assert painter.painted_px == 0
    assert (first == again).all()


def count_down(left: int, at: int = 120) -> Scene:
    """A page with a countdown pill and a shadow card beside it."""
    label = Text(f"跳过 {left}", 16, WHITE)
    pill = View((at, 8, at + 70, 34), fill=Fill(((0, 0, 0, 120),), radius_px=13), text=label)
    card = View((20, 60, 110, 140), fill=Fill((WHITE,), radius_px=9, shadow_px=8))
    return scene_of(card, pill)


def test_a_tick_repaints_little_and_looks_as_if_all_were_painted() -> None:
    """After a tick of the countdown only the pill was painted, with the same result."""
    painter = Painter()
    painter.paint(count_down(5))
    ticked = painter.paint(count_down(4))
    assert 0 < painter.painted_px < 200 * 160 / 3
    assert (ticked == paint(count_down(4))).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 150)), min_size=1, max_size=6))
@settings(deadline=None, derandomize=True, max_examples=30)
def test_however_a_scene_came_about_it_looks_the_same(steps: list[tuple[int, int]]) -> None:
    """Repainting only what changed never differs from painting everything."""
    painter = Painter()
    for left, at in steps:
        seen = painter.paint(count_down(left, at))
    assert (seen == paint(count_down(*steps[-1]))).all()


@pytest.mark.parametrize("scrim", [False, True])
def test_a_window_that_fades_in_over_a_page_looks_as_if_all_were_painted(scrim: bool) -> None:
    """Whatever is kept of the page below, each step of the fade is that of a fresh painter."""
    page = scene_of(View((10, 10, 90, 60), fill=Fill(((9, 80, 200, 255),), radius_px=7)))
    painter = Painter()
    painter.paint(page)
    shares = (0.0, 0.3, 0.31, 0.9, 1.0, 1.0, 0.5, 0.0)
    for share in shares:
        card = View((40, 30, 160, 120), fill=Fill((RED,), radius_px=9))
        shade = Fill(((0, 0, 0, round(150 * share)),)) if scrim else None
        root = View((0, 0, 200, 160), fill=shade, alpha=1.0 if scrim else share, children=(card,))
        window = Surface(2, (0, 0, 200, 160), root, dim=0.0 if scrim else 0.6 * share)
        scene = dataclasses.replace(page, surfaces=(*page.surfaces, window))
        assert (painter.paint(scene) == paint(scene)).all()
    assert (painter.paint(page) == paint(page)).all()


def test_an_even_veil_mixes_as_a_mask_does() -> None:
    """Whatever lies below: the levels are those of Pillow's own mixing."""
    below = Image.fromarray(np.random.default_rng(1).integers(0, 256, (50, 60, 3), np.uint8))
    for color in ((0, 0, 0, 100), (10, 200, 255, 1), (255, 255, 255, 254), (3, 77, 9, 128)):
        mixed = below.copy()
        mixed.paste(color[:3], (0, 0, 60, 50), Image.new("L", (60, 50), color[3]))
        assert (np.asarray(below.point(shapes.veil(color))) == np.asarray(mixed)).all()


def test_the_frame_cannot_be_written_to() -> None:
    """A caller cannot spoil the painter's frame by accident."""
    frame = Painter().paint(scene_of())
    with pytest.raises(ValueError, match="read-only"):
        frame[0, 0, 0] = 1


def test_a_large_picture_looks_the_same_from_disk() -> None:
    """Rows read back from the temporary file are those of the picture, band by band."""
    high = BAND_PX + 300
    view = View((0, 0, 400, high), picture=Picture("creative:car_night"))
    seen = Painter().paint(scene_of(view, width=400, height=high))
    assert (seen[..., :3] == np.asarray(creative("car_night", 400, high))).all()
