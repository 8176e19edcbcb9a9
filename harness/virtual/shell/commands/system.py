"""``svc``, ``ip``, ``ifconfig``; and what this phone politely has not."""

from harness.virtual.shell.context import Shell, command

_ADDRESS = "192.168.1.100"
_MAC = "02:00:00:11:22:33"


@command("svc")
async def svc(sh: Shell, argv: list[str]) -> int:
    """``svc wifi|data|power|bluetooth …``."""
    store = sh.phone.settings.setdefault("global", {})
    match argv[1:]:
        case ["wifi", "enable" | "disable" as word]:
            store["wifi_on"] = str(int(word == "enable"))
        case ["data", "enable" | "disable" as word]:
            store["mobile_data"] = str(int(word == "enable"))
        case ["power", "stayon", word]:
            on = {"true": "7", "false": "0", "usb": "2", "ac": "1", "wireless": "4"}
            store["stay_on_while_plugged_in"] = on.get(word, "0")
        case ["power", "reboot", *_]:
            sh.phone.on_reboot()
        case ["bluetooth" | "nfc" | "usb", *_]:
            pass
        case _:
            await sh.err("Available commands:\n    help\n    power\n    data\n    wifi\n")
            return 1
    return 0


@command("bugreportz")
async def bugreportz(sh: Shell, argv: list[str]) -> int:
    """``bugreportz [-v|-p]``: refused in the words that ``adb bugreport`` understands."""
    if "-v" in argv:
        await sh.err("1.2\n")
        return 0
    await sh.out("FAIL:this virtual phone keeps no bug reports\n")
    return 1


@command("bugreport", "dumpstate")
async def bugreport(sh: Shell, argv: list[str]) -> int:
    """The old way, refused in a word."""
    await sh.err(f"{argv[0]}: this virtual phone keeps no bug reports\n")
    return 1


@command("reboot")
async def reboot(sh: Shell, argv: list[str]) -> int:
    """``reboot [bootloader|recovery]``: this phone has only one thing to boot."""
    del argv
    sh.phone.on_reboot()
    return 0


@command("ip")
async def ip(sh: Shell, argv: list[str]) -> int:
    """``ip addr show dev wlan0`` and ``ip route``."""
    words = argv[1:]
    if words[:1] in (["route"], ["r"]):
        await sh.out(f"192.168.1.0/24 dev wlan0 proto kernel scope link src {_ADDRESS}\n")
        return 0
    if words[-1:] and words[-1].startswith(("eth", "rmnet")):
        await sh.err(f'Device "{words[-1]}" does not exist.\n')
        return 1
    await sh.out(
        "21: wlan0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default "
        f"qlen 3000\n    link/ether {_MAC} brd ff:ff:ff:ff:ff:ff\n"
        f"    inet {_ADDRESS}/24 brd 192.168.1.255 scope global wlan0\n"
        "       valid_lft forever preferred_lft forever\n"
    )
    return 0


@command("ifconfig")
async def ifconfig(sh: Shell, argv: list[str]) -> int:
    """``ifconfig [wlan0]``."""
    if argv[1:] and argv[1] not in ("wlan0", "-a"):
        await sh.err(f"ifconfig: ioctl 8913: No such device {argv[1]}\n")
        return 1
    await sh.out(
        f"wlan0     Link encap:Ethernet  HWaddr {_MAC}\n"
        f"          inet addr:{_ADDRESS}  Bcast:192.168.1.255  Mask:255.255.255.0\n"
        "          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n"
    )
    return 0


@command("content", "dpm", "bmgr")
async def refused(sh: Shell, argv: list[str]) -> int:
    """Refused as a phone refuses what the shell may not do."""
    await sh.err(f"{argv[0]}: java.lang.SecurityException: not allowed for uid 2000\n")
    return 255


@command("getenforce")
async def getenforce(sh: Shell, argv: list[str]) -> int:
    """SELinux enforces, as on every phone that is sold."""
    del argv
    await sh.out("Enforcing\n")
    return 0
