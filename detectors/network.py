"""The learned detector at work: what the network's outputs mean, and running it."""

ROLES = ("close", "skip", "countdown", "dismiss", "cta", "ad_label", "gesture_hint")
"""Order of the heat maps."""
KINDS = ("splash", "interstitial", "dialog", "floating", "system", "consent")
"""Order of the kinds in the whole-picture output, after presence and scrim."""
STRIDE = MASK_STRIDE = 8
"""Input pixels per cell of the heat maps, and of the pop-up's mask."""
