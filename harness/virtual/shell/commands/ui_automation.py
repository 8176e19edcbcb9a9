"""``app_process`` (the uiautomator2 server's life) and ``uiautomator dump``."""

from harness.virtual.paths import normal
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import identity
from harness.virtual.uia2 import server
from harness.virtual.uia2.hierarchy import dump_xml
from harness.virtual.uia2.tree import TreeNode, active_root

_MAIN = "com.wetest.uia2.Main"
_LOG = "[server] INFO: "
_DEFAULT_PORT = 9008
_IDLE_MS, _IDLE_TRIES = 50, 60
_DUMP_TO = "/sdcard/window_dump.xml"


@command("app_process", "app_process64", "app_process32")
async def app_process(sh: Shell, argv: list[str]) -> int:
    """``CLASSPATH=… app_process / com.wetest.uia2.Main -p PORT``; runs until its stream ends."""
    words = [w for w in argv[1:] if not w.startswith(("-X", "-D"))]
    jars = [p for p in sh.env.get("CLASSPATH", "").split(":") if p]
    present = [p for p in jars if sh.fs.is_file(normal(p, sh.cwd))]
    if len(words) < 2 or words[1] != _MAIN or not present:
        name = words[1] if len(words) > 1 else ""
        await sh.err(f"Error: could not find class '{name}'\nAborted\n")
        return 134
    port = _port(words[2:])
    if port is None:
        await sh.out(f"Invalid port: {words[-1]}\n")
        return 1
    return await _serve(sh, port)


def _port(words: list[str]) -> int | None:
    if "-p" not in words[:-1]:
        return _DEFAULT_PORT
    text = words[words.index("-p") + 1]
    return int(text) if text.isdigit() and 1 <= int(text) <= 65535 else None


async def _serve(sh: Shell, port: int) -> int:
    await sh.out(f"{_LOG}[UiAutomator2Server] Starting Server\n")
    if sh.services is None:
        await sh.err("java.net.BindException: no network on this shell\n")
        return 1
    running = server.register(sh.phone)
    if running is None:
        await sh.out(_already_registered())
        return 1
    try:
        sh.services.listen(port, running.connection)
        await sh.out(
            f"{_LOG}tmpdir is /data/local/tmp/u2\n{_LOG}http server listening on *:{port}\n"
        )
        await running.stopped.wait()
    finally:
        sh.services.unlisten(port)
        server.unregister(sh.phone)
    return 0


def _already_registered() -> str:
    proxy = "android.accessibilityservice.IAccessibilityServiceClient$Stub$Proxy"
    return (
        f"java.lang.IllegalStateException: UiAutomationService {proxy}@{identity('ui')}"
        "already registered!\n"
    )


async def _settled_root(sh: Shell) -> TreeNode | None:
    """The window in front; while one is about to be drawn it is waited for, as for idleness."""
    for _ in range(_IDLE_TRIES):
        root = active_root(sh.phone)
        if root is not None:
            return root
        await sh.phone.sleep_ms(_IDLE_MS)
    return None


@command("uiautomator")
async def uiautomator(sh: Shell, argv: list[str]) -> int:
    """``uiautomator dump [--compressed] [FILE]``: the active window only."""
    words = argv[1:]
    if words[:1] != ["dump"]:
        await sh.err(
            "Usage: uiautomator <subcommand> [options]\n\nAvailable subcommands:\n\ndump\n"
        )
        return 1
    if server.running(sh.phone):
        await sh.err(_already_registered())
        return 1
    await sh.phone.take_ms(sh.phone.config.timing.dump_ms)
    root = await _settled_root(sh)
    if root is None:
        await sh.out("ERROR: null root node returned by UiTestAutomationBridge.\n")
        return 0
    xml = dump_xml(
        [root],
        rotation=sh.phone.rotation,
        api_level=sh.phone.config.api_level,
        compressed="--compressed" in words,
        indent=False,
    )
    files = [w for w in words[1:] if not w.startswith("-")]
    path = files[0] if files else _DUMP_TO
    if path in ("/dev/tty", "/dev/stdout", "/proc/self/fd/1"):
        await sh.out(f"{xml}UI hierchary dumped to: {path}\n")
        return 0
    sh.fs.write(normal(path, sh.cwd), xml.encode())
    await sh.out(f"UI hierchary dumped to: {path}\n")
    return 0
