"""apkutils, imported so that processes side by side do not trip over each other.

Its pyftype takes every file in its folder for a module that is not compiled itself, so what
another process is just writing there (``….pyc.1402``) breaks the import: fifteen scans that begin
together on a machine where nothing was compiled yet. Nobody here compiles it, then.
"""

import contextlib
import sys

_WRITES_NOT = sys.dont_write_bytecode
sys.dont_write_bytecode = True
try:
    with contextlib.suppress(ImportError):  # apkutils may come to do without it
        import pyftype  # noqa: F401
finally:
    sys.dont_write_bytecode = _WRITES_NOT

from apkutils import APK  # noqa: E402

__all__ = ["APK"]
