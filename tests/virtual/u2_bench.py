"""A virtual phone with one app that has something for every method of uiautomator2."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adbutils
import uiautomator2
from real_adb import AdbServer, started_phone

APP = "com.example.lab"
ITEMS, TILES = 24, 10

_ROWS = "\n".join(
    f"""
      - area: {{left: 0, right: 0, top: {at * 48}, height: 48}}
        tree: {{cls: android.widget.LinearLayout, id: row, desc: 'row {at}', clickable: true}}
        on_tap: [{{toast: picked {at}}}]
        layers:
        - area: {{left: 8, right: 8, top: 4, height: 40}}
          write: {{text: Item {at}, align: left}}
          tree: {{cls: android.widget.TextView, id: label, text: Item {at}}}"""
    for at in range(ITEMS)
)
_TILES = "\n".join(
    f"""
      - area: {{left: {at * 90}, width: 80, top: 0, bottom: 0}}
        fill: {{colors: ['#90caf9']}}
        tree: {{cls: android.widget.TextView, text: Tile {at}}}"""
    for at in range(TILES)
)
SCRIPT = f"""
format: 1
package: {APP}
label: Lab
version_name: 1.2.3
version_code: 123
start_ms: 100
permissions: [android.permission.INTERNET, android.permission.CAMERA]
activities:
- {{name: .MainActivity, page: main, launcher: true}}
- {{name: .DeepActivity, page: play, deep_links: ['lab://']}}
pages:
  main:
    layers:
    - area: {{left: 16, top: 40, width: 160, height: 40}}
      write: {{text: Lab, size: 20}}
      tree: {{cls: android.widget.TextView, id: title, text: Lab}}
    - area: {{left: 16, top: 90, width: 160, height: 48}}
      fill: {{colors: ['#1e88e5']}}
      tree: {{cls: android.widget.Button, id: hello, text: Say hello, desc: greet, clickable: true,
             long_clickable: true}}
      on_tap: [{{toast: hello}}]
      gestures: {{long_tap: [{{toast: long hello}}]}}
    - area: {{left: 200, top: 90, width: 100, height: 48}}
      fill: {{colors: ['#eeeeee']}}
      tree: {{cls: android.widget.CheckBox, id: agree, text: Agree, checkable: true, checked: true,
             selected: true, clickable: true}}
    - area: {{left: 200, top: 40, width: 100, height: 40}}
      tree: {{cls: android.widget.Button, id: not_now, text: Not now, enabled: false}}
    - area: {{left: 16, right: 16, top: 150, height: 56}}
      tree: {{cls: android.widget.LinearLayout, id: row1}}
      layers:
      - area: {{left: 0, top: 0, width: 120, height: 56}}
        tree: {{cls: android.widget.TextView, text: Row one}}
      - area: {{right: 0, top: 0, width: 80, height: 56}}
        tree: {{cls: android.widget.Button, text: Open, clickable: true}}
        on_tap: [{{toast: opened one}}]
    - area: {{left: 16, right: 16, top: 216, height: 56}}
      tree: {{cls: android.widget.LinearLayout, id: row2}}
      layers:
      - area: {{left: 0, top: 0, width: 120, height: 56}}
        tree: {{cls: android.widget.TextView, text: Row two}}
      - area: {{right: 0, top: 0, width: 80, height: 56}}
        tree: {{cls: android.widget.Button, text: Open, clickable: true}}
        on_tap: [{{toast: opened two}}]
    - area: {{left: 16, top: 300, width: 100, height: 48}}
      write: {{text: Form}}
      tree: {{cls: android.widget.Button, text: Form, clickable: true}}
      on_tap: [{{page: form}}]
    - area: {{left: 130, top: 300, width: 100, height: 48}}
      write: {{text: List}}
      tree: {{cls: android.widget.Button, text: List, clickable: true}}
      on_tap: [{{page: list}}]
    - area: {{left: 244, top: 300, width: 100, height: 48}}
      write: {{text: Play}}
      tree: {{cls: android.widget.Button, text: Play, clickable: true}}
      on_tap: [{{page: play}}]
    - area: {{left: 16, top: 360, width: 100, height: 48}}
      write: {{text: Ask}}
      tree: {{cls: android.widget.Button, text: Ask, clickable: true}}
      on_tap: [{{show: ask}}]
    - area: {{left: 130, top: 360, width: 100, height: 48}}
      write: {{text: Later}}
      tree: {{cls: android.widget.Button, text: Later, clickable: true}}
      on_tap: [{{show: ask, after_ms: 700}}]
    - area: {{left: 244, top: 360, width: 100, height: 48}}
      write: {{text: Crash}}
      tree: {{cls: android.widget.Button, text: Crash, clickable: true}}
      on_tap: [{{crash: true}}]
  form:
    layers:
    - area: {{left: 16, top: 60, width: 300, height: 48}}
      field: {{hint: Your name, on_enter: [{{toast: sent}}]}}
      fill: {{stroke: '#999999', stroke_width: 1}}
      tree: {{cls: android.widget.EditText, id: name}}
    - area: {{left: 16, top: 120, width: 300, height: 48}}
      field: {{text: first draft}}
      fill: {{stroke: '#999999', stroke_width: 1}}
      tree: {{cls: android.widget.EditText, id: note}}
  list:
    layers:
    - area: {{left: 0, right: 0, top: 40, height: 480}}
      scroll: {{length: {ITEMS * 48}}}
      tree: {{cls: androidx.recyclerview.widget.RecyclerView, id: list, scrollable: true}}
      layers:{_ROWS}
    - area: {{left: 0, right: 0, top: 540, height: 120}}
      scroll: {{length: {TILES * 90}, axis: horizontal}}
      tree: {{cls: android.widget.HorizontalScrollView, id: tiles, scrollable: true}}
      layers:{_TILES}
  play:
    layers:
    - area: {{left: 30, top: 80, width: 300, height: 300}}
      fill: {{colors: ['#ffe082']}}
      tree: {{cls: android.view.View, id: box, desc: box, clickable: true, long_clickable: true}}
      on_tap: [{{one_after_another: [[{{toast: once}}], [{{toast: twice}}]]}}]
      gestures:
        long_tap: [{{toast: held}}]
        swipe_up: [{{toast: up}}]
        swipe_down: [{{toast: down}}]
        swipe_left: [{{toast: left}}]
        swipe_right: [{{toast: right}}]
        pinch_in: [{{toast: pinched in}}]
        pinch_out: [{{toast: pinched out}}]
        dragged: [{{toast: dragged}}]
    - area: {{left: 30, top: 420, width: 100, height: 60}}
      fill: {{colors: ['#a5d6a7']}}
      tree: {{cls: android.view.View, desc: goal}}
popups:
  ask:
    window: dialog
    area: {{left: 30, right: 30, top: 250, height: 200}}
    scrim: 0.5
    back: dismiss
    tree: {{cls: android.widget.FrameLayout, id: ask}}
    layers:
    - area: {{left: 20, right: 20, top: 20, height: 40}}
      write: {{text: Sure?}}
      tree: {{cls: android.widget.TextView, text: Sure?}}
    - area: {{right: 20, bottom: 20, width: 80, height: 40}}
      write: {{text: 'Yes'}}
      tree: {{cls: android.widget.Button, text: 'Yes', clickable: true}}
      on_tap: [{{dismiss: true}}, {{toast: agreed}}]
    - area: {{right: 8, top: 8, width: 24, height: 24}}
      draw: {{glyph: x, color: '#333333', inset: 4}}
      tree: {{cls: android.widget.ImageView, desc: close, clickable: true}}
      on_tap: [{{dismiss: true}}]
"""


@contextlib.contextmanager
def connected(adb: AdbServer, folder: Path, *words: str) -> Iterator[Any]:
    """uiautomator2, connected to a phone that has the app; its server is stopped at the end."""
    apps = folder / "lab"
    apps.mkdir()
    (apps / "app.yaml").write_text(SCRIPT, encoding="utf-8")
    size = ("--size", "360x720", "--density", "160")
    with started_phone(adb, "--apps", str(folder), *size, *words) as phone:
        device = adbutils.AdbClient("127.0.0.1", adb.port).device(phone.serial)
        d = uiautomator2.connect(device)
        d.settings["wait_timeout"] = 20.0
        yield d
        d.stop_uiautomator(wait=False)


def opened(d: Any, page: str = "") -> Any:
    """The app freshly started, at one of its pages."""
    d.shell(["am", "start", "-W", "-S", "-n", f"{APP}/.MainActivity"])
    assert d(text="Say hello").wait(timeout=20)
    if page:
        d(text=page).click()
        assert d(text="Say hello").wait_gone(timeout=20)
    d.clear_toast()
    return d
