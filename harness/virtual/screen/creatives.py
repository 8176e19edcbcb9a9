"""Named pictures of advertisements that the project paints itself."""

from PIL import Image


def creative(name: str, width: int, height: int) -> Image.Image:
    """The named creative in that size (mode RGB); an unknown name is a ValueError."""
    raise ValueError(f"no creative {name!r}")
