"""Pictures drawn for the tests of the detectors; sizes in dp at 420 dpi unless said."""

import cv2
import numpy as np
import numpy.typing as npt

DENSITY = 420
WIDTH, HEIGHT = 1080, 2400
Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]
DARK: Colour = (60, 60, 70)


def px(dp: float) -> int:
    """Pixels of a length in dp."""
    return round(dp * DENSITY / 160)


def page(ground: Colour = (250, 250, 250)) -> Picture:
    """An ordinary page: status bar, title bar, rows of text-like bars, tab bar."""
    picture = np.full((HEIGHT, WIDTH, 3), ground, np.uint8)
    text(picture, "9:41", 20, 6, 12)
    for i in range(3):
        cv2.circle(picture, (px(390 - 16 * i), px(12)), px(4), (60, 60, 60), -1)
    text(picture, "Today", 16, 40, 18)
    for row in range(8):
        top = px(90 + row * 84)
        cv2.rectangle(picture, (px(16), top), (px(72), top + px(56)), (120, 150 + 8 * row, 190), -1)
        text(picture, f"Entry number {row}", 84, 96 + row * 84, 14)
        text(picture, "with a second line of words", 84, 120 + row * 84, 12)
    return picture


def text(
    picture: Picture,
    words: str,
    left_dp: float,
    top_dp: float,
    size_dp: float,
    colour: Colour = (30, 30, 30),
) -> None:
    """Latin letters with their top left corner at a place."""
    scale = px(size_dp) / 30
    cv2.putText(
        picture,
        words,
        (px(left_dp), px(top_dp) + px(size_dp)),
        cv2.FONT_HERSHEY_SIMPLEX,
        scale,
        colour,
        max(1, px(size_dp / 9)),
        cv2.LINE_AA,
    )


def cross(
    picture: Picture,
    x: int,
    y: int,
    size: int,
    colour: Colour = (255, 255, 255),
    stroke: int = 5,
) -> None:
    """An X of ``size`` pixels around a point."""
    half = size // 2
    for sign in (-1, 1):
        ends = (x - half, y - sign * half), (x + half, y + sign * half)
        cv2.line(picture, *ends, colour, stroke, cv2.LINE_AA)


def dialog(
    *, scrim: float = 0.6, card: Colour = (250, 120, 90), ground: Colour = (250, 250, 250)
) -> Picture:
    """A dimmed page with a card in its middle (56 … 355 dp wide, 230 … 620 dp high)."""
    return under_a_card(page(ground), scrim, card)


def under_a_card(picture: Picture, scrim: float, card: Colour = (250, 120, 90)) -> Picture:
    """Any page under a scrim and such a card, which has no close."""
    dim = (picture.astype(np.float32) * (1 - scrim)).astype(np.uint8)
    cv2.rectangle(dim, (px(56), px(230)), (px(355), px(620)), card, -1)
    cv2.circle(dim, (px(205), px(400)), px(70), (255, 230, 120), -1)
    return dim


def photograph(seed: int = 7) -> Picture:
    """Smooth colours of many sizes over the whole screen: a full-screen picture."""
    rng = np.random.default_rng(seed)
    total = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for cells, weight in ((4, 90), (12, 45), (40, 25)):
        rough = rng.random((cells * 2, cells, 3), np.float32)
        total += cv2.resize(rough, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) * weight
    return np.clip(total + 30, 0, 255).astype(np.uint8)


def with_crosses(*places: tuple[float, float], disc: bool = True) -> Picture:
    """White crosses on a blurred photograph, or dark ones in white discs, at places in dp."""
    picture = np.asarray(cv2.GaussianBlur(photograph(), (0, 0), 12), np.uint8)
    for x, y in places:
        if disc:
            cv2.circle(picture, (px(x), px(y)), px(14), (255, 255, 255), -1, cv2.LINE_AA)
        ink = (30, 30, 30) if disc else (255, 255, 255)
        cross(picture, px(x), px(y), px(12), ink, px(2))
    return picture


def with_an_x(x: int = 385, y: int = 71, ink: int = 255) -> Picture:
    """A dark page with a light tile, and in it an X in a disc."""
    picture = page(DARK)
    cv2.rectangle(picture, (px(x - 26), px(y - 22)), (px(x + 26), px(y + 22)), (225, 235, 250), -1)
    cv2.circle(picture, (px(x), px(y)), px(13), (90, 90, 90), -1, cv2.LINE_AA)
    cross(picture, px(x), px(y), px(11), (ink, ink, ink), px(2))
    return picture
