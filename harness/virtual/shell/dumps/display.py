"""``dumpsys display`` and ``dumpsys SurfaceFlinger``."""

from harness.virtual.android.facade import PhoneFacade

PHYSICAL_DISPLAY_ID = 4619827259835644672
"""Id of the built-in display, as SurfaceFlinger numbers it."""


def dump_display(phone: PhoneFacade, args: list[str]) -> str:
    """The display manager; the viewport's ``orientation=`` is what clients read."""
    del args
    config, rotation = phone.config, phone.rotation
    width, height = phone.display_size()
    viewport = (
        f"DisplayViewport{{type=INTERNAL, valid=true, isActive=true, displayId=0, "
        f"uniqueId='local:{PHYSICAL_DISPLAY_ID}', physicalPort=0, orientation={rotation}, "
        f"logicalFrame=Rect(0, 0 - {width}, {height}), "
        f"physicalFrame=Rect(0, 0 - {width}, {height}), "
        f"deviceWidth={config.width}, deviceHeight={config.height}}}"
    )
    if config.api_level <= 28:
        viewport = viewport.replace("type=INTERNAL, ", "").replace("isActive=true, ", "")
        viewport = viewport.replace("physicalPort=0, ", "")
    state = "ON" if phone.awake else "OFF"
    mode = (
        f"{{id=1, width={config.width}, height={config.height}, fps=60.000004, "
        "alternativeRefreshRates=[]}"
    )
    lines = [
        "DISPLAY MANAGER (dumpsys display)",
        "  mOnlyCode=false" if config.api_level <= 28 else "  mSafeMode=false",
        "  mPendingTraversal=false",
        f"  mGlobalDisplayState={state}",
        "  mViewports=[" + viewport + "]"
        if config.api_level >= 29
        else f"  mDefaultViewport={viewport}",
        "",
        "Display Adapters: size=1",
        "  LocalDisplayAdapter",
        "",
        "Display Devices: size=1",
        (
            f'  DisplayDeviceInfo{{"Built-in Screen": uniqueId="local:{PHYSICAL_DISPLAY_ID}", '
            f"{config.width} x {config.height}, modeId 1, defaultModeId 1, "
            f"supportedModes [{mode}], "
            f"density {config.density_dpi}, {config.density_dpi}.0 x {config.density_dpi}.0 dpi, "
            f"touch INTERNAL, rotation 0, type INTERNAL, state {state}}}"
        ),
        "",
        "Logical Displays: size=1",
        "  Display 0:",
        "    mDisplayId=0",
        (
            f'    mOverrideDisplayInfo=DisplayInfo{{"Built-in Screen", displayId 0, '
            f"real {width} x {height}, largest app {max(width, height)} x {max(width, height)}, "
            f"mode 1, defaultMode 1, rotation {rotation}, state {state}, "
            f"density {phone.density()} ({phone.density()}.0 x {phone.density()}.0) dpi}}"
        ),
        "",
        f"Display Power Controller:\n  mScreenState={state}",
    ]
    return "\n".join(lines) + "\n"


def dump_surface_flinger(phone: PhoneFacade, args: list[str]) -> str:
    """``--display-id`` (Android 10) and ``--list``; other options print the head only."""
    if "--display-id" in args:
        if phone.config.api_level <= 28:
            return ""
        return (
            f"Display {PHYSICAL_DISPLAY_ID} (HWC display 0): port=0 pnpId=EXM "
            'displayName="Built-in Screen"\n'
        )
    if "--list" in args:
        return "".join(
            f"{w.title}#{n}\n" for n, w in enumerate(reversed(phone.windows())) if w.visible
        )
    if "--latency" in args:
        return "16666666\n"
    width, height = phone.display_size()
    return f"Build configuration: [sf]\nDisplay {PHYSICAL_DISPLAY_ID}\n  {width} x {height}\n"
