"""``dumpsys power`` and ``dumpsys battery``."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.dumps.text import yes


def dump_power(phone: PhoneFacade, args: list[str]) -> str:
    """Wakefulness and the suspend blockers."""
    del args
    now = phone.uptime_ms()
    lines = [
        "POWER MANAGER (dumpsys power)",
        "",
        "Power Manager State:",
        "  Settings power_manager_constants:",
        "    no_cached_wake_locks=true",
        "  mDirty=0x0",
        f"  mWakefulness={'Awake' if phone.awake else 'Asleep'}",
        "  mWakefulnessChanging=false",
        "  mIsPowered=true",
        "  mPlugType=2",
        "  mBatteryLevel=100",
        "  mBootCompleted=true",
        "  mSystemReady=true",
        "  mWakeLockSummary=0x0",
        f"  mUserActivitySummary=0x{1 if phone.awake else 0:x}",
        f"  mLastWakeTime=0 ({now} ms ago)",
        f"  mLastUserActivityTime={max(0, now - 226)} (226 ms ago)",
        "  mDisplayReady=true",
        "  mHoldingWakeLockSuspendBlocker=false",
        f"  mHoldingDisplaySuspendBlocker={yes(phone.awake)}",
        "",
        "Settings and Configuration:",
        f"  mScreenOffTimeoutSetting={phone.settings['system'].get('screen_off_timeout', '60000')}",
        (
            "  mStayOnWhilePluggedInSetting="
            f"{phone.settings['global'].get('stay_on_while_plugged_in', '0')}"
        ),
        "",
        "Wake Locks: size=0",
        "",
        "Suspend Blockers: size=1",
        f"  PowerManagerService.Display: ref count={int(phone.awake)}",
    ]
    return "\n".join(lines) + "\n"


def dump_battery(phone: PhoneFacade, args: list[str]) -> str:
    """A full battery on USB power."""
    del phone, args
    return """Current Battery Service state:
  AC powered: false
  USB powered: true
  Wireless powered: false
  Max charging current: 500000
  Max charging voltage: 5000000
  Charge counter: 4000000
  status: 5
  health: 2
  present: true
  level: 100
  scale: 100
  voltage: 4350
  temperature: 250
  technology: Li-ion
"""
