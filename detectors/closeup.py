"""Close-ups of places on the frame, and the network that says what is drawn there."""

DRAWN = ("", "close", "skip", "countdown", "ad_label", "button", "text")
"""Order of the network's answers; "" is nothing of these."""
HIGH, WIDE = 40, 80

Box = tuple[float, float, float, float]


def window_of(box: Box) -> Box:
    """What is cut out around a box: twice its height, or as much as its width needs."""
    x, y, w, h = box
    high = max(2.0 * h, w * 1.25 * HIGH / WIDE, 8.0)
    wide = high * WIDE / HIGH
    return (x + w / 2 - wide / 2, y + h / 2 - high / 2, wide, high)
