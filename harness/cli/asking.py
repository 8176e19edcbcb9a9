"""Asking a person about a complaint, one question after the other, in Chinese or English."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from harness.domain.complaint import (
    ON_A_CONTROL,
    WITH_TARGET,
    AppGiven,
    BudgetGiven,
    ClaimGiven,
    ClaimKind,
    Complaint,
    DeviceGiven,
    EvidenceGiven,
)

TEXTS: dict[str, dict[str, str]] = {
    "zh": {
        "hello": "请逐项回答；不知道的直接按回车跳过。",
        "app": "应用的包名（例如 com.example.app）或 APK 文件路径",
        "version": "应用版本",
        "source": "从哪里下载（应用商店名称）",
        "kind": "发生了什么？",
        "close_leads_away": "点关闭（×、跳过、取消）后跳到别处",
        "close_does_nothing": "点关闭没有反应",
        "close_then_jumps": "弹窗关掉后，应用又自己跳走",
        "close_asks_again": "点关闭后又弹出询问或另一层弹窗",
        "whole_screen_leads_away": "点画面任何地方都会跳转",
        "jumps_alone": "什么都没点就自己跳转",
        "no_close_mark": "根本没有关闭的地方",
        "control": "点的是什么？",
        "close": "×（叉）",
        "skip": "“跳过”",
        "dismiss": "其他文字（取消、不感兴趣……）",
        "where": "它在屏幕的哪个位置？",
        "top_left": "左上",
        "top_center": "上方中间",
        "top_right": "右上",
        "middle_left": "左侧中间",
        "center": "正中",
        "middle_right": "右侧中间",
        "bottom_left": "左下",
        "bottom_center": "下方中间",
        "bottom_right": "右下",
        "target": "跳到了哪里（应用名称，例如 淘宝；或网址）",
        "said": "请用自己的话描述",
        "seen_on": "发生日期（例如 2026-11-20）",
        "model": "手机型号",
        "android": "安卓版本",
        "region": "所在地区",
        "picture": "截图文件路径",
        "recording": "录屏文件路径",
        "launches": "最多尝试启动多少次",
        "choose": "请输入编号",
        "bad_number": "请输入 1 到 {most} 之间的数字",
        "bad_file": "没有这个文件：{path}",
        "needed": "这一项必须填写",
        "unknown": "不知道",
    },
    "en": {
        "hello": "Please answer one by one; press Enter to skip what you do not know.",
        "app": "The app's package (such as com.example.app) or the path of an APK",
        "version": "Version of the app",
        "source": "Where it was downloaded (name of the store)",
        "kind": "What happened?",
        "close_leads_away": "tapping the close (X, skip, cancel) led somewhere else",
        "close_does_nothing": "tapping the close did nothing",
        "close_then_jumps": "the pop-up went, and then the app jumped by itself",
        "close_asks_again": "tapping the close was answered by a question or another pop-up",
        "whole_screen_leads_away": "tapping anywhere on the picture led somewhere else",
        "jumps_alone": "it jumped though nothing was tapped",
        "no_close_mark": "there was nothing to close it with",
        "control": "What was tapped?",
        "close": "an X",
        "skip": "a “skip”",
        "dismiss": "another text (cancel, not interested …)",
        "where": "Where on the screen was it?",
        "top_left": "top left",
        "top_center": "top centre",
        "top_right": "top right",
        "middle_left": "left, in the middle",
        "center": "in the very middle",
        "middle_right": "right, in the middle",
        "bottom_left": "bottom left",
        "bottom_center": "bottom centre",
        "bottom_right": "bottom right",
        "target": "Where did it lead (name of an app, such as Taobao, or an address)",
        "said": "In your own words",
        "seen_on": "Date (such as 2026-11-20)",
        "model": "Model of the phone",
        "android": "Version of Android",
        "region": "Region",
        "picture": "Path of a screenshot",
        "recording": "Path of a screen recording",
        "launches": "Launches to try at most",
        "choose": "Number",
        "bad_number": "a number from 1 to {most}, please",
        "bad_file": "there is no such file: {path}",
        "needed": "this one is needed",
        "unknown": "do not know",
    },
}
ZONES = (
    *("top_left", "top_center", "top_right"),
    *("middle_left", "center", "middle_right"),
    *("bottom_left", "bottom_center", "bottom_right"),
)


def language(environ: Mapping[str, str] = os.environ) -> str:
    """Chinese ("zh") where LC_ALL, LC_MESSAGES or LANG say so, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


def ask(lang: str) -> Complaint:
    """Ask everything and return the complaint; talks on stderr, reads stdin."""
    asking = _Asking(TEXTS[lang])
    click.echo(asking.texts["hello"], err=True)
    app = asking.text("app", needed=True) or ""
    is_file = app.endswith(".apk") or "/" in app
    given = AppGiven(
        package=None if is_file else app,
        apk=app if is_file else None,
        version=asking.text("version"),
        source=asking.text("source"),
    )
    claim = _claim(asking)
    return Complaint(
        format=1,
        app=given,
        claim=claim,
        device=DeviceGiven(
            model=asking.text("model"), android=asking.text("android"), region=asking.text("region")
        ),
        evidence=EvidenceGiven(picture=asking.file("picture"), recording=asking.file("recording")),
        budget=BudgetGiven(launches=asking.number("launches", 40, 500)),
    )


def _claim(asking: "_Asking") -> ClaimGiven:
    kind = ClaimKind(asking.choice("kind", [str(k) for k in ClaimKind]) or "")
    control = where = target = None
    if kind in ON_A_CONTROL:
        control = asking.choice("control", ["close", "skip", "dismiss"], optional=True)
        where = asking.choice("where", ZONES, optional=True)
    if kind in WITH_TARGET:
        target = asking.text("target")
    said, seen_on = asking.text("said"), asking.text("seen_on")
    told = {"kind": kind, "control": control, "where": where, "target": target}
    return msgspec.convert({**told, "said": said, "seen_on": seen_on}, ClaimGiven)


class _Asking:
    """One question at a time; asks again until the answer makes sense."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def text(self, key: str, *, needed: bool = False) -> str | None:
        while True:
            answer: str = click.prompt(
                self.texts[key], default="", show_default=False, err=True, type=str
            )
            if answer.strip() or not needed:
                return answer.strip() or None
            click.echo(self.texts["needed"], err=True)

    def choice(self, key: str, among: Sequence[str], *, optional: bool = False) -> str | None:
        click.echo(self.texts[key], err=True)
        for number, name in enumerate(among, start=1):
            click.echo(f"  {number}  {self.texts[name]}", err=True)
        if optional:
            click.echo(f"  -  {self.texts['unknown']}", err=True)
        while True:
            answer = (self.text("choose") or "").strip("-")
            if not answer and optional:
                return None
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(among):
                return among[int(answer) - 1]
            click.echo(self.texts["bad_number"].format(most=len(among)), err=True)

    def file(self, key: str) -> str | None:
        while True:
            answer = self.text(key)
            if answer is None or Path(answer).is_file():
                return str(Path(answer).resolve()) if answer else None
            click.echo(self.texts["bad_file"].format(path=answer), err=True)

    def number(self, key: str, usual: int, most: int) -> int:
        while True:
            answer = self.text(key) or str(usual)
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= most:
                return int(answer)
            click.echo(self.texts["bad_number"].format(most=most), err=True)
