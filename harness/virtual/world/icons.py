"""Letters and colours of icons."""

import base64

from harness.virtual.android.state import Package
from harness.virtual.apps.script import Icon
from harness.virtual.phones.neighbours import neighbour
from harness.virtual.scene import DATA

_GREYS = ("#5c6bc0", "#26a69a", "#ef5350", "#ffa726", "#8d6e63", "#42a5f5", "#66bb6a")


def icon_of(package: Package) -> tuple[str, str]:
    """Letter (or the picture, as a path of ``scene.Picture``) and colour of a launcher icon."""
    if package.icon:
        return DATA + base64.b64encode(package.icon).decode(), "#ffffff"
    icon = None if package.script is None else package.script.icon
    if isinstance(icon, Icon):
        return icon.text, icon.color
    known = neighbour(package.name)
    if known is not None:
        return known.letter, known.color
    return package.label[:1], _GREYS[sum(package.name.encode()) % len(_GREYS)]
