"""What an examiner looks for beside the findings: targets, parties, observer, doctor, print."""

import dataclasses
import json

import msgspec
from case_builder import CLAUSES, RULES, honest, played, tap_trial, violating
from drawn_frames import SIZE, Album
from test_report_html import Page

from harness.domain.exchange import Observed
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.trial import OutcomeKind, Question, QuestionKind, Trial
from harness.report.html import render_many
from harness.report.observer import observer_of
from harness.report.overlay import overlays
from harness.report.parties import drawn_by, parties
from harness.report.pictures import Fate, Pictures
from harness.report.printing import page_marks
from harness.report.tapmap import tallies, tap_maps
from harness.report.targets import targets

DIGEST = "5a" * 32
SEAL = {"statement": {"manifest_sha256": DIGEST, "sealed": "at_end", "sealed_at": "2026-11-01"}}


def no_frame(number: int) -> bytes:
    """Pictures cost time, and the words do not need them."""
    raise KeyError(number)


def text(**more: object) -> str:
    case, judgement, album = violating()
    entry = dataclasses.replace(played((case, judgement, album), **more), frames=no_frame)
    return Page(render_many([entry], rules=RULES, clauses=CLAUSES, lang="en")).text


# --- touch targets ----------------------------------------------------------------------
def test_target_is_measured_in_dp_and_compared_with_the_ghost() -> None:
    """The skip button is 65 by 29 dp as drawn: below 44 dp on one side."""
    case, _, album = violating()
    found = targets(case, Pictures(album.frame))
    assert [t.candidate.key for t in found] == ["skip@top_right"]
    assert found[0].drawn_dp == (65.0, 29.0)
    assert found[0].below
    assert found[0].picture is not None


def test_taps_at_the_centre_are_dots_in_the_middle_with_counts() -> None:
    """Four taps at the centre: four dots at the origin, 4 of 4 with their interval."""
    case, _, album = violating()
    target = targets(case, Pictures(album.frame))[0]
    assert {(d.x_dp, d.y_dp, d.fate) for d in target.dots} == {(0.0, 0.0, Fate.REDIRECT)}
    k, n, (low, high) = target.hits["redirect"]
    assert (k, n) == (4, 4)
    assert 0.5 < low < high == 1.0


def probe(number: int, offset_dp: tuple[float, float], kind: OutcomeKind, album: Album) -> Trial:
    """A tap beside the control's centre."""
    trial = tap_trial(album, number, kind)
    assert trial.result is not None
    dp = 220 / 160
    point = PointPx(465 + round(offset_dp[0] * dp), 90 + round(offset_dp[1] * dp))
    question = Question(
        kind=QuestionKind.TAP_CONTROL, candidate=trial.question.candidate, offset_dp=offset_dp
    )
    result = msgspec.structs.replace(trial.result, question=question, tapped_px=point)
    return msgspec.structs.replace(trial, question=question, result=result)


def test_probes_beside_the_centre_are_drawn_where_they_went() -> None:
    """A tap 24 dp to the left that did nothing is a grey dot there and no tap at the centre."""
    case, _, album = honest()
    trials = (*case.trials, probe(9, (-24, 0), OutcomeKind.NO_EFFECT, album))
    target = targets(msgspec.structs.replace(case, trials=trials), Pictures(album.frame))[0]
    far = [d for d in target.dots if d.x_dp < -20]
    assert [(round(d.x_dp), d.y_dp, d.fate) for d in far] == [(-24, 0.0, Fate.NOTHING)]
    assert target.hits["dismissed"][:2] == (4, 4)


def test_clickable_node_is_drawn_around_the_same_centre() -> None:
    """The node of the hierarchy is told from the drawing's centre, in dp."""
    case, _, album = violating()
    trials = []
    for trial in case.trials:
        result = trial.result
        assert result is not None
        seen = tuple(
            msgspec.structs.replace(c, node_box_px=BoxPx(410, 35, 110, 110))
            for c in result.controls
        )
        result = msgspec.structs.replace(result, controls=seen)
        trials.append(msgspec.structs.replace(trial, result=result))
    bent = msgspec.structs.replace(case, trials=tuple(trials))
    node = targets(bent, Pictures(album.frame))[0].node_dp
    assert node is not None
    assert [round(v) for v in node] == [-40, -40, 80, 80]


# --- who drew it ------------------------------------------------------------------------
def test_each_maker_gets_the_findings_of_its_windows() -> None:
    """The SDK's line names its launches of each finding; others' launches are not held to it."""
    party = parties(played(violating()))[0]
    assert [(s.finding.rule, s.launches) for s in party.shares] == [("C03", (3, 4)), ("R01", (7,))]


def test_finding_without_marked_launches_is_drawn_by_nobody_known() -> None:
    """A finding of other launches does not name the SDK."""
    entry = played(violating())
    assert entry.judgement is not None
    found = {f.rule: drawn_by(entry, f) for f in entry.judgement.findings}
    assert found["R02"] == []
    assert [t.sdk for t in found["C03"]] == ["pangle"]


def test_page_has_a_line_for_each_maker_and_says_when_no_sdk_is_known() -> None:
    """Both lines stand there; with no mark recognised the window counts as the app's own."""
    told = text()
    assert "For the app's maker" in told
    assert "穿山甲 Pangle" in told
    assert "ByteDance" in told
    assert "tt_splash_skip_btn" in told
    assert "the window stands as the app's own" in text(sdks=())


# --- how the observer disturbed ----------------------------------------------------------
def test_observer_is_counted_from_events() -> None:
    """Starts, captures, taps with their receipts, trees read."""
    seen = observer_of(played(violating()))
    assert (seen.launches, seen.taps, seen.keys) == (10, 8, 0)
    assert seen.receipt_median_ms == 90.0
    assert seen.dumps > 0
    assert seen.dumps_failed == 0
    assert seen.channels == ("drawn",)
    assert seen.capture_median_ms is None


def test_doctor_is_shown_and_nonsense_in_its_place_is_not() -> None:
    """A report that is no list of checks does not stop the page."""
    assert "36.0.0" in text()
    for doctor in ({"checks": "x"}, {"checks": [1, None]}, {}, None, {"adb": "ok"}):
        assert "36.0.0" not in text(doctor=doctor)


# --- tap map ----------------------------------------------------------------------------
def test_tap_map_tells_each_target_with_its_interval() -> None:
    """The skip button leads away 4 of 4 times, the body 3 of 4."""
    case, _, _ = violating()
    told = [(t.target, t.fate, t.hits, t.of) for t in tallies(tap_maps(case)[0])]
    assert told == [
        ("skip@top_right", Fate.REDIRECT, 4, 4),
        (None, Fate.REDIRECT, 3, 4),
        (None, Fate.NOTHING, 1, 4),
    ]


# --- overlay ----------------------------------------------------------------------------
def test_overlay_boxes_are_shares_of_the_screen() -> None:
    """The pop-up fills the screen, the control lies at the top right, in thousandths."""
    entry = played(violating())
    found = overlays(entry.events[3])
    assert len(found) == 2
    assert next(iter(found.values())) == '[["popup",0,0,1000,1000],["skip",778,58,167,33]]'
    assert SIZE.width == 540


def test_overlay_shows_every_clickable_node_of_a_stored_hierarchy() -> None:
    """Where the dump is kept, all nodes that can be clicked lie over the picture."""
    entry = played(violating())
    seen = [event for event in entry.events[3] if isinstance(event, Observed)]
    dumped = [msgspec.structs.replace(event, hierarchy_sha256="ab") for event in seen]
    found = overlays(dumped, {"ab": [BoxPx(0, 0, 540, 1200), BoxPx(54, 120, 54, 120)]})
    boxes = json.loads(next(iter(found.values())))
    nodes = [box[1:] for box in boxes if box[0] == "node"]
    assert nodes == [[0, 0, 1000, 1000], [100, 100, 100, 100]]


# --- print ------------------------------------------------------------------------------
def test_each_printed_page_bears_digest_time_and_number() -> None:
    """The digest of the seal and the time stand in the page's margin rules."""
    rules = page_marks([("app-1", played(violating(), seal_info=SEAL))], 0, "0.1.0")
    assert f"sha256:{DIGEST}" in rules
    assert "1970-01-01" in rules
    assert "counter(page) ' / ' counter(pages)" in rules


def test_several_cases_have_pages_of_their_own() -> None:
    """Each case's pages bear its own digest; an unsealed one says so."""
    pair = [("app-1", played(violating(), seal_info=SEAL)), ("app-2", played(honest()))]
    rules = page_marks(pair, 0, "0.1.0")
    assert f"@page app-1{{@bottom-left{{content:'com.example.decoy \u00b7 sha256:{DIGEST}" in rules
    assert "com.example.honest \u00b7 unsealed" in rules


def test_seal_and_package_cannot_write_style() -> None:
    """What is no digest is not printed, and quotes of a package are gone."""
    case, judgement, album = violating()
    bad = msgspec.structs.replace(case.app, package="a'}</style><script>")
    entry = played(
        (msgspec.structs.replace(case, app=bad), judgement, album),
        seal_info={"statement": {"manifest_sha256": "'}*{display:none}"}},
    )
    rules = page_marks([("app-1", entry)], 0, "'}")
    assert "display" not in rules
    assert "<" not in rules
    assert "content:'a____style__script_ \u00b7 unsealed" in rules
