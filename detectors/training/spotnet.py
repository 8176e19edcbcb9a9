"""The network of controls: fully convolutional, heat maps at stride 4, learned from close-ups.

Stride 2 by a plain convolution, 4 … 16 by depthwise-separable ones, then back up to stride 4,
where each role has a heat map of its controls' centres with offset and size beside it, in the
manner of CenterNet (Zhou et al. 2019, "Objects as Points").
"""

from typing import Any

import torch
from torch import nn

from detectors.network import ROLES
from detectors.training.net import HEAT_PRIOR, Separable, plain

STEM, FINE, MIDDLE, COARSE = 16, 32, 64, 96


class SpotNet(nn.Module):  # type: ignore[misc]
    """Input N x 3 x H x W, RGB 0 … 255; H and W multiples of 16."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(
            plain(3, STEM, 2), Separable(STEM, FINE, 2), Separable(FINE, FINE)
        )
        self.middle = nn.Sequential(
            Separable(FINE, MIDDLE, 2), *(Separable(MIDDLE, MIDDLE) for _ in range(3))
        )
        self.coarse = nn.Sequential(
            Separable(MIDDLE, COARSE, 2),
            Separable(COARSE, COARSE, size=5),
            Separable(COARSE, COARSE),
        )
        self.back_coarse = nn.Conv2d(COARSE, MIDDLE, 1)
        self.fuse_middle = Separable(MIDDLE, MIDDLE)
        self.back_middle = nn.Conv2d(MIDDLE, FINE, 1)
        self.fuse_fine = nn.Sequential(Separable(FINE, FINE), Separable(FINE, FINE))
        self.heat = nn.Conv2d(FINE, len(ROLES), 1)
        self.size = nn.Conv2d(FINE, 4, 1)
        nn.init.constant_(self.heat.bias, HEAT_PRIOR)
        nn.init.constant_(self.size.bias, 1.0)

    def forward(self, x: Any) -> tuple[Any, Any]:
        """Heat N x roles before sigmoid, size N x 4 (dx, dy, log w, log h in cells)."""
        fine = self.fine(x / 64.0 - 2.0)
        middle = self.middle(fine)
        up = self.back_coarse(self.coarse(middle))
        middle = self.fuse_middle(middle + nn.functional.interpolate(up, scale_factor=2))
        up = nn.functional.interpolate(self.back_middle(middle), scale_factor=2)
        fine = self.fuse_fine(fine + up)
        return self.heat(fine), self.size(fine)


class Told(nn.Module):  # type: ignore[misc]
    """The network as it is exported: chances instead of log-odds."""

    def __init__(self, net: SpotNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Any) -> tuple[Any, Any]:
        """As ``SpotNet``, heat 0 … 1."""
        heat, size = self.net(x)
        return torch.sigmoid(heat), size
