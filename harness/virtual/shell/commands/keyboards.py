"""``ime``: which input methods there are, which are enabled, which is used."""

from harness.virtual.android.keyboards import input_methods
from harness.virtual.shell.context import Shell, command

_HELP = (
    "ime <command>:\n  list [-a] [-s]\n    prints all enabled input methods.\n"
    "  enable [--user <USER_ID>] <ID>\n  disable [--user <USER_ID>] <ID>\n"
    "  set [--user <USER_ID>] <ID>\n  reset [--user <USER_ID>]\n"
)
_USER = "for user #0"


@command("ime")
async def ime(sh: Shell, argv: list[str]) -> int:
    """``ime list [-a] [-s]``, ``ime enable|disable|set ID``, ``ime reset``."""
    words = argv[1:]
    if "--user" in words:
        at = words.index("--user")
        del words[at : at + 2]
    methods = _Methods(sh)
    match words:
        case ["list", *options]:
            return await methods.list(everything="-a" in options, short="-s" in options)
        case ["enable" | "disable" | "set", name] if name not in methods.installed:
            await sh.err(f"Unknown input method {name} cannot be {_DONE[words[0]]} {_USER}\n")
            return 255
        case ["enable" | "disable" | "set", name]:
            act = {"enable": methods.enable, "disable": methods.disable, "set": methods.choose}
            return await act[words[0]](name)
        case ["reset"]:
            return await methods.reset()
    await sh.err(_HELP)
    return 255


_DONE = {"enable": "enabled", "disable": "disabled", "set": "selected"}


class _Methods:
    def __init__(self, sh: Shell) -> None:
        self._sh = sh
        self._store = sh.phone.settings["secure"]
        self._built_in = sh.phone.built_in_keyboard
        self.installed = input_methods(sh.phone.packages.values(), self._built_in)

    @property
    def _enabled(self) -> list[str]:
        names = self._store.get("enabled_input_methods", "").split(":")
        return [name for name in names if name in self.installed]

    def _keep(self, names: list[str]) -> None:
        self._store["enabled_input_methods"] = ":".join(names)

    async def list(self, *, everything: bool, short: bool) -> int:
        for name in self.installed if everything else self._enabled:
            package = name.partition("/")[0]
            await self._sh.out(
                f"{name}\n"
                if short
                else f"{name}:\n  mId={name} mSettingsActivityName=null mIsVrOnly=false\n"
                f"  Service:\n    packageName={package}\n"
            )
        return 0

    async def enable(self, name: str) -> int:
        before = "already" if name in self._enabled else "now"
        self._keep(list(dict.fromkeys([*self._enabled, name])))
        await self._sh.out(f"Input method {name}: {before} enabled {_USER}\n")
        return 0

    async def disable(self, name: str) -> int:
        before = "now" if name in self._enabled else "already"
        left = [one for one in self._enabled if one != name] or [self._built_in]
        self._keep(left)
        if self._store.get("default_input_method") == name:
            self._store["default_input_method"] = left[0]
        await self._sh.out(f"Input method {name}: {before} disabled {_USER}\n")
        return 0

    async def choose(self, name: str) -> int:
        if name not in self._enabled:
            await self._sh.err(f"Unknown input method {name} cannot be selected {_USER}\n")
            return 255
        self._store["default_input_method"] = name
        await self._sh.out(f"Input method {name} selected {_USER}\n")
        return 0

    async def reset(self) -> int:
        self._keep([self._built_in])
        self._store["default_input_method"] = self._built_in
        await self._sh.out(
            f"Reset current and enabled IMEs {_USER}\n  Newly selected IME: {self._built_in}\n"
            f"  Newly enabled IMEs:\n    {self._built_in}\n"
        )
        return 0
