"""Any picture file: pixels, or one clear sentence."""

import io
import tracemalloc

import numpy as np
import pytest
from drawn import dialog
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from detectors.images import NotAPictureError, decode
from detectors.seer import see


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def small() -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(dialog()[::8, ::8]))


def pictures() -> dict[str, bytes]:
    """One file of each sort."""
    plain = small()
    deep = Image.fromarray(np.asarray(plain.convert("L")).astype(np.uint16) * 257)
    turned = Image.Exif()
    turned[0x0112] = 6
    clear = plain.convert("RGBA")
    clear.putalpha(128)
    return {
        "1x1": encoded(Image.new("RGB", (1, 1)), "PNG"),
        "16 bit": encoded(deep, "PNG"),
        "palette": encoded(plain.convert("P"), "PNG"),
        "palette with a clear colour": encoded(plain.convert("P"), "PNG", transparency=0),
        "1 bit": encoded(plain.convert("1"), "PNG"),
        "grey with alpha": encoded(plain.convert("LA"), "PNG"),
        "CMYK": encoded(plain.convert("CMYK"), "JPEG"),
        "alpha": encoded(clear, "PNG"),
        "turned": encoded(plain, "JPEG", exif=turned),
        "WebP": encoded(plain, "WEBP"),
        "GIF": encoded(plain, "GIF"),
        "TIFF": encoded(plain, "TIFF"),
        "thin": encoded(Image.new("RGB", (3000, 2)), "PNG"),
    }


@pytest.mark.parametrize("name", pictures())
def test_every_sort_becomes_upright_rgb_and_is_looked_at(name: str) -> None:
    """Three bytes a pixel, and a sight of that size, empty or not."""
    rgb = decode(pictures()[name])
    assert rgb.dtype == np.uint8
    assert rgb.shape[2] == 3
    sight = see(rgb, None, None, read="none")
    assert (sight.size_px.height, sight.size_px.width) == rgb.shape[:2]


def test_a_picture_turned_by_exif_stands_upright() -> None:
    """Width and height change places."""
    plain = small()
    assert decode(pictures()["turned"]).shape[:2] == (plain.width, plain.height)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        encoded(small(), "PNG")[:900],
        encoded(small(), "JPEG")[:300],
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"GIF89a" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_picture_gets_one_sentence(data: bytes) -> None:
    """Never an error from inside a decoder."""
    with pytest.raises(NotAPictureError) as caught:
        decode(data)
    assert len(str(caught.value).splitlines()) == 1


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(max_examples=25, deadline=None)
def test_a_file_with_bytes_changed_is_a_picture_or_a_sentence(noise: bytes, at: int) -> None:
    """Whatever stands where in a PNG."""
    data = bytearray(encoded(small().resize((40, 80)), "PNG"))
    data[at : at + len(noise)] = noise
    try:
        rgb = decode(bytes(data))
    except NotAPictureError:
        return
    assert rgb.shape[2] == 3


def test_a_picture_of_8k_is_looked_at_within_bounds() -> None:
    """7680 x 4320: beyond the picture itself less than 200 MB are asked for."""
    rgb = np.zeros((7680, 4320, 3), np.uint8)
    rgb[1000:3000, 500:3800] = 200
    tracemalloc.start()
    see(rgb, None, None, read="none")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200_000_000


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 2**31 - 1))
@settings(max_examples=10, deadline=None)
def test_noise_of_any_size_is_looked_at(width: int, height: int, seed: int) -> None:
    """Never an exception from inside OpenCV."""
    rng = np.random.default_rng(seed)
    rgb = rng.integers(0, 256, (height, width, 3), np.uint8)
    sight = see(rgb, None, None, read="none")
    assert sight.size_px.width == width


@pytest.mark.parametrize("shape", [(24, 9000, 3), (9000, 24, 3), (30, 30, 4), (600, 24, 4)])
def test_extreme_shapes_are_looked_at(shape: tuple[int, int, int]) -> None:
    """Strips as long as scroll captures."""
    sight = see(np.full(shape, 200, np.uint8), None, None, read="none")
    assert (sight.size_px.height, sight.size_px.width) == shape[:2]
