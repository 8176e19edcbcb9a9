"""``dumpsys input_method``, ``sensorservice``, ``notification`` and the like: short ones."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.dumps.text import identity, yes

ZEN = {
    "0": "ZEN_MODE_OFF",
    "1": "ZEN_MODE_IMPORTANT_INTERRUPTIONS",
    "2": "ZEN_MODE_NO_INTERRUPTIONS",
}


def dump_input_method(phone: PhoneFacade, args: list[str]) -> str:
    """The current input method, and whether it is on the screen."""
    del args
    shown = yes(phone.keyboard_shown)
    current = phone.settings["secure"].get("default_input_method", "")
    return (
        "Current Input Method Manager state:\n  Input Methods: mMethodMapUpdateCount=1\n"
        f"  mCurMethodId={current}\n  mShowRequested={shown} mShowExplicitlyRequested=false "
        f"mShowForced=false mInputShown={shown}\n"
        f"  mSystemReady=true mInteractive={yes(phone.awake)}\n"
    )


def dump_notification(phone: PhoneFacade, args: list[str]) -> str:
    """The records of the shade, newest last, and the zen mode."""
    del args
    lines = ["Current Notification Manager state:", "  Notification List:"]
    for notice in phone.notices.all:
        package = phone.packages.get(notice.package)
        uid = 1000 if package is None else package.uid
        ident = identity("notice", notice.id)
        flags = 2 if notice.ongoing else 16
        what = f"Notification(channel=default flags=0x{flags:x})"
        head = (
            f"pkg={notice.package} user=UserHandle{{0}} id={notice.number} "
            f"tag={notice.tag or 'null'} importance=3 key={notice.key}|{uid}"
        )
        lines += [
            f"    NotificationRecord(0x{ident}: {head}: {what})",
            f"      uid={uid} userId=0",
            "      extras={",
            f"          android.title=String ({notice.title})",
            f"          android.text=String ({notice.text})",
            "      }",
        ]
    zen = phone.settings["global"].get("zen_mode", "0")
    lines += ["", "  Zen Mode:", f"    mInterruptionFilter={1 if zen == '0' else 2}",
              f"    mZenMode={ZEN.get(zen, 'ZEN_MODE_OFF')}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def dump_trust(phone: PhoneFacade, args: list[str]) -> str:
    """Whether the phone is locked by a secret (``TrustManagerService.dump``)."""
    del args
    secret = bool(phone.pin)
    return (
        "Trust manager state:\n"
        f' User "Owner" (id=0, flags=0x13) (current): trusted={int(not secret)}, trustManaged=0, '
        f"deviceLocked={int(secret and phone.locked)}, strongAuthRequired=0x0\n"
        "   Enabled agents:\n   Events:\n"
    )
