"""Where the pop-up's body is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated_app import SimApp
from simulated_scan import scan
from simulated_zoo import JUMPING_SKIP

from harness.domain.finding import Verdict
from harness.domain.geometry import SizePx
from harness.domain.sight import Role
from harness.domain.trial import Candidate
from harness.explore.body_points import INSET, beside_points

shares = st.floats(0.01, 0.99)
sizes = st.builds(SizePx, st.integers(320, 2560), st.integers(320, 2560))


@given(x=shares, y=shares, size=sizes)
def test_a_point_beside_a_control_is_no_nearer_to_the_edge_than_it(
    x: float, y: float, size: SizePx
) -> None:
    """A system bar takes what is tapped there, and the app would seem to do nothing."""
    points = beside_points(Candidate(key="close", role=Role.CLOSE, center_rel=(x, y)), [], size)
    for across, down in points:
        assert min(across, 1 - across) >= min(INSET, x, 1 - x) - 0.001
        assert min(down, 1 - down) >= min(INSET, y, 1 - y) - 0.001


def test_a_control_at_the_top_is_not_probed_in_the_status_bar() -> None:
    """Its sides and what is below it are left."""
    skip = Candidate(key="skip", role=Role.SKIP, center_rel=(0.86, 0.07))
    points = beside_points(skip, [], SizePx(1080, 2400))
    assert points == [(0.75, 0.07), (0.86, 0.12)]


@pytest.mark.parametrize("lost", range(5, 11))
def test_one_body_tap_that_came_to_nothing_ends_no_line_that_leans_to_a_link(lost: int) -> None:
    """The skip was proved by then; the whole-screen link is told beside it all the same."""
    link = SimApp("whole link and decoy", controls=(JUMPING_SKIP,), body="redirect")
    still = SimApp("whole link and decoy", controls=(JUMPING_SKIP,), body="nothing")
    found = scan(lambda launch: still if launch == lost else link, 3)
    proved = {f.rule for f in found.judgement.findings if f.verdict is Verdict.VIOLATION}
    assert proved >= {"C03", "R01"}
    assert found.launches <= 14
