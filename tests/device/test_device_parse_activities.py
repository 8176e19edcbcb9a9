"""Resumed activities and history, on samples of several Android versions and on noise."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.device.parsers.activities import keyguard_showing, parse_history, parse_resumed

API19 = Path(__file__).parents[2] / "fixtures" / "dumps" / "api19"

ANDROID_10 = """\
Display #0 (activities from top to bottom):
    mResumedActivity: ActivityRecord{9f93948 u0 com.homeostat.agent/.KioskActivity t22}
 ResumedActivity:ActivityRecord{9f93948 u0 com.homeostat.agent/.KioskActivity t22}

  ResumedActivity: ActivityRecord{9f93948 u0 com.homeostat.agent/.KioskActivity t22}
"""
ANDROID_14 = """\
Display #0 (activities from top to bottom):
  * Task{5d58b8c #47886 type=standard A=10502:com.erbete.customer U=0 visible=true}
    topResumedActivity=ActivityRecord{77d5ede u0 com.erbete.customer/.MainActivity t47886}
    * Hist  #1: ActivityRecord{aaaaaaa u0 com.erbete.customer/.web.Page t47886}
      packageName=com.erbete.customer processName=com.erbete.customer
      launchedFromUid=10502 launchedFromPackage=com.erbete.customer launchedFromFeature=null
      Intent { act=android.intent.action.VIEW dat=https://ad.example.com/x?q=1,2#f cmp=com.erbete.customer/.web.Page (has extras) }
    * Hist  #0: ActivityRecord{77d5ede u0 com.erbete.customer/.MainActivity t47886}
      packageName=com.erbete.customer processName=com.erbete.customer
      launchedFromUid=10196 launchedFromPackage=com.transsion.XOSLauncher launchedFromFeature=null userId=0
      app=ProcessRecord{ad57153 18599:com.erbete.customer/u0a502}
      Intent { act=android.intent.action.MAIN cat=[android.intent.category.LAUNCHER] flg=0x10200000 cmp=com.erbete.customer/.MainActivity bnds=[540,288][795,588] (has extras) }
    mLastPausedActivity: ActivityRecord{1111111 u0 com.other/.Other t3}
  Resumed: ActivityRecord{77d5ede u0 com.erbete.customer/.MainActivity t47886}
  KeyguardController:
    mKeyguardShowing=false
"""  # noqa: E501  a sample as printed
TWO_DISPLAYS = """\
Display #0 (activities from top to bottom):
    topResumedActivity=ActivityRecord{77d5ede u0 com.a/.Main} t6294}
Display #2 (activities from top to bottom):
    topResumedActivity=ActivityRecord{88d5ede u0 com.b/.Second t7}
"""


def names(text: str) -> list[str]:
    return [found.component for found in parse_resumed(text)]


def test_android_10_names_one_activity_however_often_it_is_printed() -> None:
    """Three spellings on one display are one resumed activity, its name written in full."""
    assert names(ANDROID_10) == ["com.homeostat.agent/com.homeostat.agent.KioskActivity"]


def test_android_14_trusts_top_resumed_before_paused_ones() -> None:
    """The paused activity is never taken for the resumed one."""
    found = parse_resumed(ANDROID_14)
    assert [f.component for f in found] == ["com.erbete.customer/com.erbete.customer.MainActivity"]
    assert found[0].source == "topResumedActivity"


def test_each_display_has_its_own_resumed_activity() -> None:
    """Display 0 comes first; a brace right behind the name (some builds) does not join it."""
    assert names(TWO_DISPLAYS) == ["com.a/com.a.Main", "com.b/com.b.Second"]
    assert [f.display for f in parse_resumed(TWO_DISPLAYS)] == [0, 2]


def test_null_while_a_transition_runs_is_nothing_resumed() -> None:
    """``null`` is not an activity."""
    assert names("  topResumedActivity=null\n  mResumedActivity: null\n") == []


def test_crlf_changes_nothing() -> None:
    """Old adbd turns LF into CRLF."""
    assert names(ANDROID_14.replace("\n", "\r\n")) == names(ANDROID_14)


def test_real_android_4_before_and_after_its_crash() -> None:
    """The stack in front wins over the one below it."""
    hello = (API19 / "activity_activities_hello.txt").read_text()
    after = (API19 / "activity_activities_after_tap.txt").read_text()
    assert names(hello) == ["com.example.hello/com.example.hello.MainActivity"]
    assert names(after) == ["com.example.home/com.example.home.Home"]


def test_history_gives_full_address_and_caller() -> None:
    """The address is unredacted here, and the caller is named."""
    top, below = parse_history(ANDROID_14)
    assert top.component == "com.erbete.customer/com.erbete.customer.web.Page"
    assert top.intent.data_uri == "https://ad.example.com/x?q=1,2#f"
    assert top.launched_from == "com.erbete.customer"
    assert below.launched_from == "com.transsion.XOSLauncher"
    assert below.intent.data_uri is None


def test_history_of_real_android_4() -> None:
    """A caller printed as null is none."""
    found = parse_history((API19 / "activity_activities_hello.txt").read_text())
    assert {e.component for e in found} == {
        "com.example.hello/com.example.hello.MainActivity",
        "com.example.home/com.example.home.Home",
    }
    assert all(e.launched_from is None for e in found)


def test_keyguard_is_told_or_unknown() -> None:
    """Not told is not the same as not showing."""
    assert keyguard_showing(ANDROID_14) is False
    assert keyguard_showing("  mKeyguardShowing=true") is True
    assert keyguard_showing(ANDROID_10) is None


@settings(deadline=None, derandomize=True)
@given(st.integers(0, len(ANDROID_14)), st.text(max_size=40))
def test_cut_and_noisy_dumps_never_raise(cut: int, noise: str) -> None:
    """A cut dump gives what it has; noise in between gives no invented activity."""
    text = ANDROID_14[:cut] + noise
    known = {"com.erbete.customer/com.erbete.customer.MainActivity"}
    assert {n for n in names(text) if n.endswith("MainActivity")} <= known
    parse_history(text)


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_any_text_is_tolerated(text: str) -> None:
    """No text makes the parsers raise."""
    parse_resumed(text)
    parse_history(text)
    keyguard_showing(text)
