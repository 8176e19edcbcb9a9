"""Focus and window lists, on samples and noise."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.device.parsers.keyguard import parse_keyguard
from harness.device.parsers.windows import parse_focus, parse_windows
from harness.domain.geometry import BoxPx

API19 = Path(__file__).parents[2] / "fixtures" / "dumps" / "api19"

MODERN = """\
  Window #26 Window{aaaa111 u0 tv.danmaku.bili/tv.danmaku.bili.MainActivityV2}:
    mDisplayId=0 rootTaskId=57 mSession=Session{8e5857d 8821:u0a10178}
    mOwnerUid=10178 showForAllUsers=false package=tv.danmaku.bili appop=NONE
    mAttrs={(0,0)(wrapxwrap) gr=CENTER sim={adjust=pan} ty=APPLICATION fmt=TRANSLUCENT
      fl=DIM_BEHIND SECURE SPLIT_TOUCH HARDWARE_ACCELERATED
      pfl=FORCE_DRAW_STATUS_BAR_BACKGROUND}
    Requested w=800 h=900 mLayoutSeq=471
    mViewVisibility=0x0 mHaveFrame=true mObscured=false
    mHasSurface=true isReadyForDisplay()=true isOnScreen=true isVisible=true
    Frames: parent=[0,0][1080,2400] display=[0,0][1080,2400] frame=[140,750][940,1650] last=[0,0][0,0]
  Window #25 Window{c838dbe u0 tv.danmaku.bili/tv.danmaku.bili.MainActivityV2}:
    mDisplayId=0 rootTaskId=57 mSession=Session{8e5857d 8821:u0a10178}
    mOwnerUid=10178 showForAllUsers=false package=tv.danmaku.bili appop=NONE
    mAttrs={(0,0)(fillxfill) sim={adjust=nothing forwardNavigation} ty=BASE_APPLICATION wanim=0x10302fd
      fl=LAYOUT_IN_SCREEN LAYOUT_INSET_DECOR SPLIT_TOUCH HARDWARE_ACCELERATED DRAWS_SYSTEM_BAR_BACKGROUNDS
      pfl=NO_MOVE_ANIMATION vsysui=LAYOUT_STABLE fitSides=}
    Requested w=1440 h=3200 mLayoutSeq=471
    mBaseLayer=21000 mSubLayer=0    mToken=ActivityRecord{d9b8281 u0 tv.danmaku.bili/.MainActivityV2} t57}
    mViewVisibility=0x8 mHaveFrame=true mObscured=false mHasSurface=true isVisible=true
    Frames: frame=[0,0][1080,2400]
  mCurrentFocus=null
  mCurrentFocus=Window{413874c u0 com.erbete.customer/com.erbete.customer.MainActivity}
  mFocusedApp=ActivityRecord{77d5ede u0 com.erbete.customer/.MainActivity t47886}
"""  # noqa: E501  a sample as printed


def test_windows_come_top_most_first_with_type_frame_and_flags() -> None:
    """A Dialog has its activity's title, stands above it and tells its own frame."""
    dialog, page = parse_windows(MODERN)
    assert (dialog.type, page.type) == ("APPLICATION", "BASE_APPLICATION")
    assert dialog.frame_px == BoxPx(140, 750, 800, 900)
    assert dialog.secure
    assert "DIM_BEHIND" in dialog.flags
    assert not page.secure
    assert "SPLIT_TOUCH" in page.flags
    assert dialog.visible
    assert not page.visible, "view visibility 0x8 is GONE"


def test_first_focus_that_is_not_null_counts() -> None:
    """A secondary display prints null first."""
    focus = parse_focus(MODERN)
    assert focus.window == "com.erbete.customer/com.erbete.customer.MainActivity"
    assert focus.component == "com.erbete.customer/com.erbete.customer.MainActivity"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("mCurrentFocus=Window{82e5f30 u0 NotificationShade}", "NotificationShade"),
        (
            "mCurrentFocus=Window{4a22345 u0 Application Error: com.x.y}",
            "Application Error: com.x.y",
        ),
        ("mCurrentFocus=Window{52929b98 u0 PopupWindow:52a83b94}", "PopupWindow:52a83b94"),
        ("mCurrentFocus=Window{413874c com.a/com.a.Main paused=false}", "com.a/com.a.Main"),
        ("mCurrentFocus=null", None),
    ],
)
def test_focus_need_not_be_an_activity(line: str, title: str | None) -> None:
    """Shade, crash dialog, pop-up windows and nothing at all."""
    assert parse_focus(f"  {line}\r\n").window == title


def test_focused_app_of_old_androids_is_a_token() -> None:
    """Up to Android 9 the record is nested in a token."""
    line = (
        "mFocusedApp=AppWindowToken{20fe217e token=Token{2187 ActivityRecord{422de u0 p.k/.A t14}}}"
    )
    assert parse_focus(line).component == "p.k/p.k.A"


def test_real_android_4_windows() -> None:
    """Numbers for types and flags, mFrame for frames; the crash dialog has the focus' title."""
    text = (API19 / "window_windows_hello.txt").read_text()
    found = {w.title: w for w in parse_windows(text)}
    page = found["com.example.hello/com.example.hello.MainActivity"]
    assert page.type == "BASE_APPLICATION"
    assert page.package == "com.example.hello"
    assert page.frame_px == BoxPx(0, 0, 480, 728), "the page ends above the navigation bar"
    assert found["NavigationBar"].type == "NAVIGATION_BAR"
    assert found["StatusBar"].type == "STATUS_BAR"
    assert not found["SearchPanel"].visible
    assert parse_focus(text).component == "com.example.hello/com.example.hello.MainActivity"
    after = (API19 / "window_windows_after_tap.txt").read_text()
    assert (parse_focus(after).window or "").startswith("Application Error: com.example.hello")


def test_keyguard_words_of_several_versions() -> None:
    """Any version's word for a lock screen counts; silence is unknown."""
    assert parse_keyguard("    showing=true\n    secure=true\n").showing is True
    assert parse_keyguard("    showing=true\n    secure=true\n").secure is True
    assert parse_keyguard("  mShowingLockscreen=false mDreamingLockscreen=true").showing is True
    assert parse_keyguard("    showing=false\n    secure=false\n").showing is False
    assert parse_keyguard("WINDOW MANAGER POLICY STATE").showing is None


@settings(deadline=None, derandomize=True)
@given(st.integers(0, len(MODERN)), st.text(max_size=30))
def test_cut_lists_keep_what_they_have(cut: int, noise: str) -> None:
    """Cutting never raises and never invents a third window of that app."""
    assert len(parse_windows(MODERN[:cut] + noise)) <= 3
    parse_focus(MODERN[:cut] + noise)
    parse_keyguard(noise)
