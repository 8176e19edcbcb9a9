"""``chmod``, ``chown``, ``chgrp``, ``restorecon``."""

from harness.virtual.paths import normal
from harness.virtual.shell.commands.files import complain
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.modes import changed_mode


@command("chmod")
async def chmod(sh: Shell, argv: list[str]) -> int:
    """``chmod [-R] MODE paths``; a mode may begin with a minus."""
    words = [word for word in argv[1:] if word not in {"-R", "-f", "-v", "-Rf", "-fR", "--"}]
    deep, status = len(words) < len(argv) - 1 and any("R" in w for w in argv[1:3]), 0
    for path in words[1:]:
        full = normal(path, sh.cwd)
        try:
            for one in list(sh.fs.walk(full)) if deep else [full]:
                found = sh.fs.stat(one)
                mode = changed_mode(words[0], found.mode & 0o7777, is_dir=found.is_dir)
                sh.fs.chmod(one, mode)
        except OSError as error:
            await complain(sh, "chmod", path, error)
            status = 1
        except ValueError:
            await sh.err(f"chmod: bad mode '{words[0]}'\n")
            return 1
    return status


@command("chown", "chgrp", "restorecon")
async def chown(sh: Shell, argv: list[str]) -> int:
    """Nothing here belongs to anybody else."""
    del sh, argv
    return 0
