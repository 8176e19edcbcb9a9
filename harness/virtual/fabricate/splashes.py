"""Pop-ups made by chance: splashes, the full screens that come before an app's own page."""

from harness.virtual.apps.script import Layer, Popup, Write
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.draft import (
    FAINT,
    Draft,
    area,
    button,
    image,
    ink,
    panel,
    sign,
    text,
    wide,
)
from harness.virtual.fabricate.palettes import BLACK, WHITE, hsv
from harness.virtual.fabricate.popups import Made, Window
from harness.virtual.fabricate.type import readable


def splash(d: Draft) -> Made:
    """A full-screen picture at start, often over a strip with the app's name."""
    foot = d.pick((0, 0, 84, 96, 110, 118, 130))
    layers = [
        image(
            area(left=0, top=0, right=0, bottom=foot),
            d.art(d.pick(("ad", "ad", "ad", "ad", "ad", "photo", "poster"))),
        )
    ]
    if foot:
        layers.append(_strip(d, foot))
    seconds = d.pick((3, 5, 5, 5, 6))
    layers += _hints(d, foot)
    layers.append(controls.ad_label(d, _label_place(d, foot)))
    if d.often(0.1):
        said = f"{d.app} {d.chance.randrange(1, 12)}.{d.chance.randrange(10)}.0 · {d.pick(d.words.sources)}"
        layers.append(
            text(area(left=12, right=12, bottom=foot + 4, height=14), said, 8, "#99ffffff")
        )
    layers.append(_way_out(d, foot))
    window: Window = d.pick(("in_page", "in_page", "activity"))
    popup = Popup(layers=layers, countdown_s=seconds, auto_close_ms=seconds * 1000 + d.pick((0, 0, 2000)),
                  window=window)  # fmt: skip
    return Made(popup, "splash", "splash")


def _way_out(d: Draft, foot: float) -> Layer:
    top, side = d.between(18, 60), d.between(8, 22)
    where = d.chance.random()
    if where < 0.14 and foot >= 96:
        return controls.skip(d, {"right": side, "bottom": (foot - 30) / 2})
    if where < 0.2:
        return controls.skip(d, {"right": side, "bottom": foot + 14})
    if where < 0.26:
        return controls.skip(d, {"left": side, "top": top})
    if where < 0.4:
        size = d.between(20, 36)
        return controls.close(d, area(right=side, top=top, width=size, height=size), "photo")
    return controls.skip(d, {"right": side, "top": top})


def _label_place(d: Draft, foot: float) -> dict[str, float]:
    return d.pick((
        {"left": d.between(4, 14), "bottom": foot + d.between(4, 12)},
        {"right": d.between(4, 14), "bottom": foot + d.between(4, 12)},
        {"left": d.between(6, 16), "top": d.between(26, 50)},
    ))  # fmt: skip


def _strip(d: Draft, foot: float) -> Layer:
    """The app's own name under the picture."""
    tile = d.between(30, 46)
    color = d.brand.mid
    long = wide(d.app, 19, bold=True)
    left = (d.width_dp - tile - 12 - long) / 2
    name = [
        panel(area(left=left, top=(foot - tile) / 2, width=tile, height=tile), color, radius=tile * 0.24,
              write=Write(text=d.app[0], size=tile * 0.55, color=ink(readable(color)), bold=True)),
        text(area(left=left + tile + 12, top=foot / 2 - 22, width=long + 30, height=26), d.app, 19, bold=True),
        text(area(left=left + tile + 12, top=foot / 2 + 4, width=long + 90, height=16), d.pick(d.words.slogans), 10.5, FAINT),
    ]  # fmt: skip
    paper = d.pick((WHITE, WHITE, WHITE, (18, 18, 22)))
    if paper != WHITE:
        name[1] = text(name[1].area, d.app, 19, "#ffffff", bold=True)
    return panel(area(left=0, right=0, bottom=0, height=foot), paper, layers=name)


def _hints(d: Draft, foot: float) -> list[Layer]:
    """What invites a touch or a gesture, low on the picture."""
    if d.often(0.28):
        return []
    up = foot + d.between(40, 76)
    color = d.pick(
        (d.brand.accent, hsv(d.chance.random(), 0.8, 0.9), (255, 77, 79), (22, 119, 255))
    )
    if d.often(0.35):
        round_ = d.pick((6, 24, 26))
        return [button(area(center_x=0.5, bottom=up, width=d.between(180, 300), height=d.between(42, 54)), d.pick(d.words.ctas),
                       color, radius=round_, role="cta", shadow=d.pick((0, 6)), foot=hsv(d.chance.random(), 0.7, 0.95) if d.often(0.3) else None)]  # fmt: skip
    said = d.pick(d.words.gestures)
    if d.often(0.55):
        high = d.between(46, 66)
        long = min(d.width_dp - 40, wide(said, 15) + 84)
        inside = [sign(area(left=14, center_y=0.5, width=28, height=28), d.pick(("shake", "hand", "phone", "swipe_up")), "#ffffff"),
                  text(area(left=48, right=14, top=0, bottom=0), said, 15, "#ffffff", align="center", bold=d.often(0.5))]  # fmt: skip
        return [panel(area(center_x=0.5, bottom=up, width=long, height=high), BLACK, alpha=d.chance.uniform(0.35, 0.75),
                      radius=d.pick((high / 2, 12, 8)), layers=inside, id="gesture_hint",
                      stroke="#66ffffff" if d.often(0.3) else None)]  # fmt: skip
    side = d.between(56, 78)
    return [
        panel(area(center_x=0.5, bottom=up + 44, width=side, height=side), BLACK, alpha=0.45, radius=side / 2, layers=[
            sign(area(center_x=0.5, center_y=0.5, width=side * 0.6, height=side * 0.6), d.pick(("shake", "swipe_up", "hand", "chevron_up")), "#ffffff", 2.4)]),
        text(area(left=20, right=20, bottom=up + 14, height=24), said, 16, "#ffffff", align="center", bold=True, shadow="#66000000", id="gesture_hint"),
    ]  # fmt: skip
