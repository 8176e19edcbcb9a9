"""``abb:`` and ``abb_exec:``: a command whose words are separated by NUL, without a shell."""

from harness.virtual.adbd.shell_service import PacketOutput, send_exit
from harness.virtual.adbd.stream import Stream
from harness.virtual.machine import Machine
from harness.virtual.shell.context import COMMANDS, Output
from harness.virtual.shell.session import new_shell


async def serve(machine: Machine, words: str, with_packets: bool, stream: Stream) -> None:
    """Run ``cmd SERVICE …``; ``abb`` wraps output and exit status in shell packets."""
    out: Output = PacketOutput(stream, 1) if with_packets else stream
    err: Output = PacketOutput(stream, 2) if with_packets else stream
    shell = new_shell(machine, stream, out, err)
    argv = [word for word in words.split("\0") if word]
    status = await COMMANDS["cmd"](shell, ["cmd", *argv])
    if with_packets:
        await send_exit(stream, status)
