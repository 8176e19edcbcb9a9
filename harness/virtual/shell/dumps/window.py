"""``dumpsys window``: windows, displays, policy, or all of it."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.state import Window
from harness.virtual.shell.dumps.dialect import Dialect
from harness.virtual.shell.dumps.text import activity_text, identity, window_text, yes

_TYPES = {
    "BASE_APPLICATION": 1,
    "APPLICATION": 2,
    "APPLICATION_STARTING": 3,
    "APPLICATION_PANEL": 1000,
    "APPLICATION_SUB_PANEL": 1002,
    "APPLICATION_ATTACHED_DIALOG": 1003,
    "STATUS_BAR": 2000,
    "TOAST": 2005,
    "SYSTEM_ALERT": 2003,
    "INPUT_METHOD": 2011,
    "WALLPAPER": 2013,
    "NAVIGATION_BAR": 2019,
    "APPLICATION_OVERLAY": 2038,
    "NOTIFICATION_SHADE": 2040,
}
"""``WindowManager.LayoutParams`` types: names since Android 8, numbers before."""

_LAYERS = {
    "WALLPAPER": 11000,
    "TOAST": 81000,
    "APPLICATION_OVERLAY": 121000,
    "SYSTEM_ALERT": 111000,
    "INPUT_METHOD": 151000,
    "STATUS_BAR": 171000,
    "NOTIFICATION_SHADE": 181000,
    "NAVIGATION_BAR": 241000,
}
_APP_LAYER = 21000

_FLAG_BITS = {
    "DIM_BEHIND": 0x2,
    "NOT_FOCUSABLE": 0x8,
    "NOT_TOUCHABLE": 0x10,
    "NOT_TOUCH_MODAL": 0x20,
    "LAYOUT_IN_SCREEN": 0x100,
    "LAYOUT_NO_LIMITS": 0x200,
    "FULLSCREEN": 0x400,
    "SECURE": 0x2000,
    "LAYOUT_INSET_DECOR": 0x10000,
    "SHOW_WALLPAPER": 0x100000,
    "SPLIT_TOUCH": 0x800000,
    "HARDWARE_ACCELERATED": 0x1000000,
}


def dump_window(phone: PhoneFacade, args: list[str]) -> str:
    """The whole service, or the part that ``args`` names."""
    words = [a for a in args if a != "-a"]
    parts = {"windows": windows, "w": windows, "displays": displays, "d": displays}
    parts |= {"policy": policy, "p": policy, "visible": visible_windows}
    if words and words[0] in parts:
        return parts[words[0]](phone)
    if words and words[0] == "visible-apps":
        return visible_windows(phone)
    if words:
        return f"Bad window command, or no windows match: {words[0]}\nUse -h for help.\n"
    rule = "-" * 79 + "\n"
    return rule.join(("", policy(phone), displays(phone), windows(phone)))


def focus_lines(phone: PhoneFacade, dialect: Dialect) -> list[str]:
    """``mCurrentFocus=`` and ``mFocusedApp=``."""
    window, activity = phone.focused_window(), phone.resumed_activity()
    app = "null"
    if activity is not None:
        app = activity_text(activity, dialect)
        if dialect.app_tokens:
            token, outer = identity("token", activity.token), identity("app", activity.token)
            app = f"AppWindowToken{{{outer} token=Token{{{token} {app}}}}}"
    return [
        f"mCurrentFocus={window_text(window) if window else 'null'}",
        f"mFocusedApp={app}",
    ]


def windows(phone: PhoneFacade) -> str:
    """``dumpsys window windows``: top-most first."""
    return _windows(phone, phone.windows())


def visible_windows(phone: PhoneFacade) -> str:
    """``dumpsys window visible``."""
    return _windows(phone, [w for w in phone.windows() if w.visible])


def _windows(phone: PhoneFacade, shown: list[Window]) -> str:
    dialect = Dialect(phone.config.api_level)
    lines = ["WINDOW MANAGER WINDOWS (dumpsys window windows)"]
    for n, window in enumerate(shown):
        lines += _window(phone, len(shown) - 1 - n, window, dialect)
    lines += ["", f"  mGlobalConfiguration={_configuration(phone)}", "  mHasPermanentDpad=false"]
    if dialect.focus_in_windows:
        lines += ["  " + line for line in focus_lines(phone, dialect)]
        lines.append("  mInTouchMode=true")
    else:
        lines += ["  mTopFocusedDisplayId=0", "  imeInputTarget in display# 0 null"]
    lines += [
        f"  mLastDisplayFreezeDuration=0 mDisplayFrozen=false mRotation={phone.rotation}",
        "  mSystemBooted=true mDisplayEnabled=true",
    ]
    return "\n".join(lines) + "\n"


def _window(phone: PhoneFacade, number: int, window: Window, dialect: Dialect) -> list[str]:
    left, top, right, bottom = window.frame
    task = f" {dialect.root_task_id}={window.activity.task_id}" if window.activity else ""
    owner = f"u0a{window.uid}" if window.uid >= 10000 else str(window.uid)
    session = f"Session{{{identity('s', window.pid)} {window.pid}:{owner}}}"
    owner_key = "showForAllUsers" if dialect.api >= 30 else "mShowToOwnerOnly"
    shown = yes(window.visible)
    head = [
        f"  Window #{number} {window_text(window)}:",
        (
            f"    mDisplayId=0{task} mSession={session} "
            f"mClient=android.os.BinderProxy@{identity('c', window.id)}"
        ),
        (
            f"    mOwnerUid={window.uid} {owner_key}={yes(dialect.api < 30)} "
            f"package={window.package} appop={_app_op(window)}"
        ),
        *_attributes(phone, window, dialect),
        f"    Requested w={right - left} h={bottom - top} mLayoutSeq=471",
        (
            f"    mBaseLayer={_LAYERS.get(window.type, _APP_LAYER)} mSubLayer={_sub_layer(window)}"
            f"    mToken={_token(window, dialect)}"
        ),
    ]
    if window.activity is not None:
        head.append(f"    mActivityRecord={activity_text(window.activity, dialect)}")
    return [
        *head,
        f"    mViewVisibility=0x{0 if window.visible else 8:x} mHaveFrame=true mObscured=false",
        f"    mHasSurface={shown} isReadyForDisplay()={shown} mWindowRemovalAllowed=false",
        *_frames(window, dialect),
        f"    WindowStateAnimator{{{identity('a', window.id)} {window.title}}}:",
        f"      mSurface=Surface(name={window.title})" if window.visible else "      mSurface=null",
        (
            f"      mDrawState={'HAS_DRAWN' if window.visible else 'NO_SURFACE'} mLastHidden="
            f"{yes(not window.visible)}"
        ),
        f"    isOnScreen={shown}",
        f"    isVisible={shown}",
    ]


def _attributes(phone: PhoneFacade, window: Window, dialect: Dialect) -> list[str]:
    left, top, right, bottom = window.frame
    full = phone.display_size()
    wide = "fill" if right - left >= full[0] else str(right - left)
    high = "fill" if bottom - top >= full[1] else str(bottom - top)
    at = "0,0" if wide == high == "fill" else f"{left},{top}"
    if not dialect.attrs_by_name:
        bits = sum(_FLAG_BITS.get(f, 0) for f in window.flags)
        number = _TYPES.get(window.type, 2)
        return [
            (
                f"    mAttrs=WM.LayoutParams{{({at})({wide}x{high}) sim=#110 ty={number} "
                f"fl=#{bits:x} wanim=0x10302f8}}"
            )
        ]
    gravity = "" if at == "0,0" else " gr=TOP START"
    translucent = " fmt=TRANSLUCENT" if window.type != "BASE_APPLICATION" else ""
    return [
        (
            f"    mAttrs={{({at})({wide}x{high}){gravity} sim={{adjust=resize}} ty={window.type}"
            f"{translucent}"
        ),
        f"      fl={' '.join(window.flags)}",
        "      pfl=FORCE_DRAW_STATUS_BAR_BACKGROUND}",
    ]


def _frames(window: Window, dialect: Dialect) -> list[str]:
    left, top, right, bottom = window.frame
    frame = f"[{left},{top}][{right},{bottom}]"
    if dialect.frames_on_one_line:
        return [
            (
                f"    Frames: parent={frame} display={frame} frame={frame} last={frame} "
                "insetsChanged=false"
            )
        ]
    return [
        f"    mFrame={frame} last={frame}",
        f"    Frames: containing={frame} parent={frame}",
        f"        display={frame} overscan={frame}",
        f"        content={frame} visible={frame}",
        f"        decor={frame}",
    ]


def _token(window: Window, dialect: Dialect) -> str:
    if window.activity is None:
        return f"WindowToken{{{identity('t', window.id)} android.os.BinderProxy@0}}"
    name = activity_text(window.activity, dialect)
    if dialect.app_tokens:
        token = identity("token", window.activity.token)
        outer = identity("app", window.activity.token)
        return f"AppWindowToken{{{outer} token=Token{{{token} {name}}}}}"
    return name


def _app_op(window: Window) -> str:
    if window.type in ("APPLICATION_OVERLAY", "SYSTEM_ALERT"):
        return "SYSTEM_ALERT_WINDOW"
    return "TOAST_WINDOW" if window.type == "TOAST" else "NONE"


def _sub_layer(window: Window) -> int:
    return 1 if window.type.endswith("_PANEL") else 0


def displays(phone: PhoneFacade) -> str:
    """``dumpsys window displays``."""
    dialect = Dialect(phone.config.api_level)
    width, height = phone.display_size()
    small, large = sorted((width, height))
    native = (phone.config.width, phone.config.height)
    size = f"{native[0]}x{native[1]} {phone.config.density_dpi}dpi"
    base = f" base={width}x{height} {phone.density()}dpi" if _overridden(phone) else ""
    lines = [
        "WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)",
        "  Display: mDisplayId=0" + (" (organized)" if dialect.api >= 31 else ""),
        (
            f"    init={size}{base} cur={width}x{height} app={width}x{height} "
            f"rng={small}x{small}-{large}x{large}"
        ),
        "    deferred=false mLayoutNeeded=false mTouchExcludeRegion=SkRegion()",
        *_cutout_lines(phone, dialect),
        "",
        "  mLayoutSeq=471",
    ]
    if not dialect.focus_in_windows:
        lines += ["  " + line for line in focus_lines(phone, dialect)]
    lines += [
        "",
        "  mHoldScreenWindow=null",
        (
            f"  DisplayRotation\n    mCurrentAppOrientation=SCREEN_ORIENTATION_UNSPECIFIED\n"
            f"    mRotation={phone.rotation} mDeferredRotationPauseCount=0"
        ),
        "  Application tokens in top down Z order:",
    ]
    lines += [
        f"    mActivityRecord={activity_text(t.activities[-1], dialect)}"
        for t in phone.tasks
        if t.activities
    ]
    return "\n".join(lines) + "\n"


def _cutout_lines(phone: PhoneFacade, dialect: Dialect) -> list[str]:
    """What is cut out of the display, as it is turned now (Android 9).

    The four bounds are those at the left, top, right and bottom edge.
    """
    cut = phone.config.cutout
    if cut is None or not dialect.cutouts or _overridden(phone):
        return []
    left, top, right, bottom = cut
    wide, high = phone.config.width, phone.config.height
    empty, safe = "Rect(0, 0 - 0, 0)", bottom
    turned = {
        0: (left, top, right, bottom),
        1: (top, wide - right, bottom, wide - left),
        2: (wide - right, high - bottom, wide - left, high - top),
        3: (high - bottom, left, high - top, right),
    }[phone.rotation]
    edge = {0: 1, 1: 0, 2: 3, 3: 2}[phone.rotation]
    a, b, c, d = turned
    bounds = [f"Rect({a}, {b} - {c}, {d})" if at == edge else empty for at in range(4)]
    insets = [safe if at == edge else 0 for at in range(4)]
    inside = f"Rect({insets[0]}, {insets[1]} - {insets[2]}, {insets[3]})"
    rects = f"boundingRect={{Bounds=[{', '.join(bounds)}]}}"
    return [f"    mDisplayCutout=DisplayCutout{{insets={inside} {rects}}}"]


def policy(phone: PhoneFacade) -> str:
    """``dumpsys window policy``: screen, keyguard and rotation."""
    dialect = Dialect(phone.config.api_level)
    lines = [
        "WINDOW MANAGER POLICY STATE (dumpsys window policy)",
        "    mSafeMode=false mSystemReady=true mSystemBooted=true",
        (
            f"    mAwake={yes(phone.awake)} mScreenOnEarly={yes(phone.awake)} "
            f"mScreenOnFully={yes(phone.awake)}"
        ),
        f"    interactiveState=INTERACTIVE_STATE_{'AWAKE' if phone.awake else 'SLEEP'}",
    ]
    if dialect.api <= 28:
        lines.append(
            f"    mShowingLockscreen={yes(phone.locked)} mShowingDream=false "
            f"mDreamingLockscreen={yes(phone.locked)} mDreamingSleepToken=null"
        )
        lines.append(f"    isStatusBarKeyguard={yes(phone.locked)}")
    lines += [
        "    KeyguardServiceDelegate",
        f"      showing={yes(phone.locked)}",
        f"      showingAndNotOccluded={yes(phone.locked)}",
        f"      inputRestricted={yes(phone.locked)}",
        "      occluded=false",
        f"      secure={yes(bool(phone.pin))}",
        f"      screenState=SCREEN_STATE_{'ON' if phone.awake else 'OFF'}",
        f"      interactiveState=INTERACTIVE_STATE_{'AWAKE' if phone.awake else 'SLEEP'}",
    ]
    return "\n".join(lines) + "\n"


def _overridden(phone: PhoneFacade) -> bool:
    native = {phone.config.width, phone.config.height}
    return set(phone.display_size()) != native or phone.density() != phone.config.density_dpi


def _configuration(phone: PhoneFacade) -> str:
    width, height = (n * 160 // phone.density() for n in phone.display_size())
    language, _, region = phone.config.locale.partition("-")
    side = "port" if height >= width else "land"
    return (
        f"{{1.0 310mcc260mnc [{language}_{region}] ldltr sw{min(width, height)}dp w{width}dp "
        f"h{height}dp {phone.density()}dpi nrml long {side} finger -keyb/v/h -nav/h "
        f"winConfig={{ mBounds=Rect(0, 0 - {phone.display_size()[0]}, {phone.display_size()[1]}) "
        f"mRotation=ROTATION_{phone.rotation * 90}}} s.5}}"
    )
