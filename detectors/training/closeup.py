"""The second network: what is drawn in a close-up of one place, whatever the page around it.

A place is cut out at work scale so that its height fills half of HIGH rows (or its width most
of WIDE columns); the network says what is drawn there and where its edges are.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn

from detectors.closeup import DRAWN, HIGH, WIDE, window_of
from detectors.training.augment import weathered
from detectors.training.data import Picture, load
from detectors.training.net import Separable, plain
from detectors.training.sample import Box, Labels

BATCH = 64
PLACES = 8
"""Places taken from each picture."""
_ROLES = {"close": "close", "skip": "skip", "countdown": "countdown", "ad_label": "ad_label",
          "button": "button", "gesture_hint": "text"}  # fmt: skip


class CloseUp(nn.Module):  # type: ignore[misc]
    """Input N x 3 x HIGH x WIDE, RGB 0 … 255."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            plain(3, 20, 2), plain(20, 40, 2), Separable(40, 40), Separable(40, 72, 2),
            Separable(72, 72), nn.Dropout2d(0.1),
        )  # fmt: skip
        flat = 72 * (-(-HIGH // 8)) * (-(-WIDE // 8))
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(flat, 64), nn.ReLU(inplace=True))
        self.what = nn.Linear(64, len(DRAWN))
        self.edges = nn.Linear(64, 4)

    def forward(self, x: Any) -> tuple[Any, Any]:
        """Log-odds of each thing; left, top, right, bottom in HIGHs from the middle."""
        y = self.head(self.body(x / 64.0 - 2.0))
        return self.what(y), self.edges(y)


class ToldCloseUp(nn.Module):  # type: ignore[misc]
    """As exported: shares instead of log-odds."""

    def __init__(self, net: CloseUp) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Any) -> tuple[Any, Any]:
        """As ``CloseUp``."""
        what, edges = self.net(x)
        return torch.softmax(what, 1), edges


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A box to be looked at and what is drawn there ("" for nothing of ours)."""

    box: Box
    what: str
    true: Box


def places(labels: Labels, size: tuple[int, int], rng: np.random.Generator) -> list[Place]:
    """Some boxes of one picture: things drawn, shaken a little, and anything else."""
    own = [
        (role, box)
        for role, box in labels.controls
        if role in {"skip", "countdown", "ad_label", "close"}
    ]
    own += [(role, box) for role, box in labels.drawn if role in _ROLES]
    strong = [(_ROLES[role], box) for role, box in own if min(box[2], box[3]) >= 5]
    weak = [box for role, box in labels.drawn if role in {"text", "icon", "pill"}]
    weak = [b for b in weak if not any(_overlap(b, s) > 0.3 or _holds(s, b) for _, s in strong)]
    found: list[Place] = []
    if strong:
        order = rng.permutation(len(strong))
        rare = sorted(order, key=lambda i: strong[i][0] == "button")
        for i in rare[: PLACES // 2]:
            role, box = strong[i]
            found.append(Place(_shaken(box, rng), role, box))
            if rng.random() < 0.25:
                far = _shaken(box, rng, 2.2)
                if _overlap(far, box) < 0.2:
                    found.append(Place(far, "", far))
    while len(found) < PLACES:
        if weak and rng.random() < 0.8:
            box = weak[int(rng.integers(len(weak)))]
        else:
            side = float(rng.uniform(10, 50))
            wide = side * float(rng.choice([1, 1, 2, 4]))
            box = (rng.uniform(0, size[0] - side), rng.uniform(0, size[1] - side), wide, side)
            if any(_overlap(box, s) > 0.2 or _holds(s, box) for _, s in strong):
                continue
        if min(box[2], box[3]) >= 4:
            found.append(Place(_shaken(box, rng), "", box))
    return found


def _overlap(one: Box, other: Box) -> float:
    w = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    h = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(0.0, w) * max(0.0, h)
    return common / (one[2] * one[3] + other[2] * other[3] - common + 1e-6)


def _holds(outer: Box, inner: Box) -> bool:
    x, y = inner[0] + inner[2] / 2, inner[1] + inner[3] / 2
    return outer[0] <= x <= outer[0] + outer[2] and outer[1] <= y <= outer[1] + outer[3]


def _shaken(box: Box, rng: np.random.Generator, reach: float = 0.16) -> Box:
    x, y, w, h = box
    k = float(np.exp(rng.normal(0, 0.2)))
    dx, dy = (float(v) for v in rng.uniform(-reach, reach, 2) * min(w, h))
    return (x + w / 2 + dx - w * k / 2, y + h / 2 + dy - h * k / 2, w * k, h * k)


def batches(
    pictures: list[Picture], count: int, rng: np.random.Generator
) -> Iterator[tuple[Any, Any, Any]]:
    """``count`` batches: close-ups (bytes), number of what is drawn, edges."""
    for _ in range(count):
        cuts, numbers, edges = [], [], []
        for i in rng.integers(0, len(pictures), BATCH // PLACES):
            sample = load(pictures[int(i)], half=False)
            high, wide = sample.picture.shape[:2]
            for place in places(sample.labels, (wide, high), rng):
                box = window_of(place.box)
                cut = _cut(sample.picture, box)
                cuts.append(_worn(cut, rng))
                numbers.append(DRAWN.index(place.what))
                edges.append(_edges(place.true, box))
        yield np.stack(cuts), np.array(numbers), np.array(edges, np.float32)


def _cut(picture: Any, window: Box) -> Any:
    x, y, w, h = window
    k = w / WIDE
    matrix = np.array([[k, 0, x], [0, h / HIGH, y]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        picture, matrix, (WIDE, HIGH), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )


def _worn(cut: Any, rng: np.random.Generator) -> Any:
    if rng.random() < 0.15:
        cut = 255 - cut
    out = weathered(cut, rng)
    return np.ascontiguousarray(out.transpose(2, 0, 1))


def _edges(box: Box, window: Box) -> tuple[float, ...]:
    k = HIGH / window[3]
    mx, my = window[0] + window[2] / 2, window[1] + window[3] / 2
    x, y, w, h = box
    raw = ((x - mx) * k, (y - my) * k, (x + w - mx) * k, (y + h - my) * k)
    return tuple(v / HIGH for v in raw)


def train(pictures: list[Picture], steps: int, seed: int, say: Any) -> CloseUp:
    """Learn; ``say`` is told the running means."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = CloseUp().train()
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99), use_buffers=True
    )
    how = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(how, 3e-3, total_steps=steps, pct_start=0.1)
    sums = np.zeros(3)
    for step, (cuts, numbers, edges) in enumerate(batches(pictures, steps, rng), 1):
        what, told = net(torch.from_numpy(cuts).float())
        wanted = torch.from_numpy(numbers)
        something = (wanted > 0).float()
        loss = nn.functional.cross_entropy(what, wanted, label_smoothing=0.02)
        off = (told - torch.from_numpy(edges)).abs().sum(1) * something
        off = off.sum() / something.sum().clamp(min=1)
        how.zero_grad()
        (loss + 2 * off).backward()
        how.step()
        plan.step()
        average.update_parameters(net)
        right = float((what.argmax(1) == wanted).float().mean())
        sums += np.array([float(loss.detach()), float(off.detach()), right])
        if step % 50 == 0 or step == steps:
            say(
                {
                    "step": step,
                    "what": round(sums[0] / 50, 4),
                    "edges": round(sums[1] / 50, 4),
                    "right": round(sums[2] / 50, 4),
                }
            )
            sums[:] = 0
    made: CloseUp = average.module
    return made
