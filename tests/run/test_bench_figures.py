"""What the bench takes from a bundle."""

from pathlib import Path

from recorded import record

from harness.cli.bench import PIXEL_TO_BODY, PIXEL_TO_TAP, _bundle_figures

CONTROL_TAPPED = Path(__file__).parents[2] / "fixtures" / "bundles" / "format-1" / "decoy_x.zip"
SINCE_EVER = [0.0]


def counted(bundle: Path) -> dict[str, int]:
    """How many values each figure rests on."""
    return {figure.name: len(figure.values) for figure in _bundle_figures(bundle, SINCE_EVER)}


def test_taps_at_a_control_and_at_the_body_are_measured_apart(tmp_path: Path) -> None:
    """A tap at the body waits on purpose, and says nothing of how soon a control is met."""
    record(tmp_path / "bundle", tmp_path / "key")
    body, control = counted(tmp_path / "bundle"), counted(CONTROL_TAPPED)
    assert (body[PIXEL_TO_TAP], body[PIXEL_TO_BODY]) == (0, 1)
    assert (control[PIXEL_TO_TAP], control[PIXEL_TO_BODY]) == (1, 0)
