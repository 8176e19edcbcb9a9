"""The network: a small fully convolutional pyramid with heat maps of controls.

The page is seen 160 pixels wide. Stride 2 by a plain convolution, 4 … 16 by
depthwise-separable ones, then back up to stride 8. At stride 8 each role has a heat map (its
controls' centres), with offset and size beside it, in the manner of CenterNet (Zhou et al. 2019,
"Objects as Points"), and a mask says where the pop-up is; from stride 16, averaged and
maximal, come its presence, its kind and how dark its scrim is.
"""

from typing import Any

import torch
from torch import nn

from detectors.network import KINDS, ROLES

STEM, FINE, MIDDLE, COARSE = 16, 32, 56, 96
HEAT_PRIOR = -4.0


def plain(inside: int, out: int, stride: int) -> nn.Sequential:
    """3 x 3, normalised, rectified."""
    return nn.Sequential(
        nn.Conv2d(inside, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)
    )


class Separable(nn.Module):  # type: ignore[misc]
    """Depthwise 3 x 3 (5 x 5 on request), then pointwise; added to its input where it fits."""

    def __init__(self, inside: int, out: int, stride: int = 1, size: int = 3) -> None:
        super().__init__()
        self.depth = nn.Conv2d(inside, inside, size, stride, size // 2, groups=inside, bias=False)
        self.depth_norm = nn.BatchNorm2d(inside)
        self.point = nn.Conv2d(inside, out, 1, bias=False)
        self.point_norm = nn.BatchNorm2d(out)
        self.same = inside == out and stride == 1
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Any) -> Any:
        """One block."""
        y = self.act(self.depth_norm(self.depth(x)))
        y = self.point_norm(self.point(y))
        return self.act(y + x if self.same else y)


class Net(nn.Module):  # type: ignore[misc]
    """Input N x 3 x H x W, RGB 0 … 255; H and W multiples of 16."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(plain(3, STEM, 2), Separable(STEM, FINE, 2))
        self.middle = nn.Sequential(
            Separable(FINE, MIDDLE, 2), Separable(MIDDLE, MIDDLE), Separable(MIDDLE, MIDDLE)
        )
        self.coarse = nn.Sequential(
            Separable(MIDDLE, COARSE, 2), *(Separable(COARSE, COARSE, size=5) for _ in range(4))
        )
        self.whole = nn.Sequential(
            nn.Linear(2 * COARSE, 64), nn.ReLU(inplace=True), nn.Linear(64, 2 + len(KINDS))
        )
        self.told = nn.Linear(2 * COARSE, MIDDLE)
        self.back_coarse = nn.Conv2d(COARSE, MIDDLE, 1)
        self.fuse_middle = nn.Sequential(Separable(MIDDLE, MIDDLE), Separable(MIDDLE, MIDDLE))
        self.mask = nn.Conv2d(MIDDLE, 1, 1)
        self.heat = nn.Conv2d(MIDDLE, len(ROLES), 1)
        self.size = nn.Conv2d(MIDDLE, 4, 1)
        nn.init.constant_(self.heat.bias, HEAT_PRIOR)
        nn.init.constant_(self.size.bias, 1.0)

    def forward(self, x: Any) -> tuple[Any, Any, Any, Any]:
        """Heat N x roles, size N x 4 (dx, dy, log w, log h), mask, whole: all before sigmoid."""
        fine = self.fine(x / 64.0 - 2.0)
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        pooled = torch.cat([coarse.mean((2, 3)), coarse.amax((2, 3))], 1)
        told = self.told(pooled)[:, :, None, None]
        up = nn.functional.interpolate(self.back_coarse(coarse), scale_factor=2, mode="nearest")
        middle = self.fuse_middle(middle + up + told)
        return self.heat(middle), self.size(middle), self.mask(middle), self.whole(pooled)


class Told(nn.Module):  # type: ignore[misc]
    """The network as it is exported: chances instead of log-odds."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Any) -> tuple[Any, Any, Any, Any]:
        """As ``Net``; heat, mask, presence and scrim 0 … 1, kinds as shares."""
        heat, size, mask, whole = self.net(x)
        presence = torch.sigmoid(whole[:, :2])
        kinds = torch.softmax(whole[:, 2:], 1)
        return torch.sigmoid(heat), size, torch.sigmoid(mask), torch.cat([presence, kinds], 1)
