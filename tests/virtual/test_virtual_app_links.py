"""Web links that open an app: verified, approved by adb, or chosen by the user."""

from pathlib import Path

import pytest
from dialect_bench import Met
from world_bench import SMALL

from harness.virtual.apps.loader import LoadedApp, parse_script
from harness.virtual.apps.manifest import apk_of

LINKED = """\
format: 1
package: com.example.linked
label: Linked
version_name: "1"
version_code: 1
activities:
- {name: .Main, page: home, launcher: true}
- {name: .Item, page: home, deep_links: ["https://m.linked.example/"], auto_verify: true}
pages: {home: {title: Linked}}
"""


def linked(text: str) -> LoadedApp:
    """An app of this script."""
    script = parse_script(text.encode(), "app.yaml", Path())
    return LoadedApp(script, Path(), apk_of(script, text.encode()))


@pytest.mark.parametrize("api", [28, 34])
def test_a_verified_link_opens_its_app(api: int) -> None:
    """Not the browser, and no chooser, until somebody says otherwise."""
    bench = Met("aosp", api, linked(LINKED), **SMALL)
    shell = bench.link.shell
    view = "am start -a android.intent.action.VIEW -d https://{}/1; input keyevent HOME"
    new = api >= 31
    told = shell(f"pm get-app-link{'s' * new} com.example.linked").out
    assert ("m.linked.example: verified" if new else "always") in told
    denied = (
        "pm set-app-links --package com.example.linked STATE_DENIED all"
        if new
        else "pm set-app-link com.example.linked never"
    )
    shell(view.format("m.linked.example"))
    shell(view.format("linked.example"))
    assert not shell(denied).out
    shell(view.format("m.linked.example"))
    starts = [
        line.partition("cmp=")[2].partition("/")[0]
        for line in shell("logcat -d -s ActivityTaskManager:I ActivityManager:I").out.splitlines()
        if "dat=https://" in line
    ]
    browser = "com.android.chrome"
    resolver = "android"
    assert starts[0] == "com.example.linked"
    assert starts[-1] == (browser if new else resolver)


def test_a_site_that_vouches_for_nobody_can_be_chosen_by_the_user() -> None:
    """The user's selection opens the app; with link handling off it is the browser again."""
    bench = Met("aosp", 34, linked(LINKED.replace(", auto_verify: true", "")), **SMALL)
    shell = bench.link.shell
    ask = "cmd package resolve-activity --brief -d https://m.linked.example/1"
    ask += " -a android.intent.action.VIEW | tail -1"
    assert shell(ask).out.startswith("com.android.chrome/")
    chosen = "pm set-app-links-user-selection --user 0 --package com.example.linked true all"
    assert not shell(chosen).out
    assert shell(ask).out == "com.example.linked/.Item\n"
    assert "Enabled:\n          m.linked.example" in shell("pm get-app-links").out
    shell("pm set-app-links-allowed --user 0 --package com.example.linked false")
    assert shell(ask).out.startswith("com.android.chrome/")
    assert "unavailable" in shell("pm get-app-links no.such").err
