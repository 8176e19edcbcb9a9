"""A plausible case with drawn frames, for reports to be tested on and looked at."""

from typing import Any

import msgspec
from drawn_frames import SIZE, SKIP, Album

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.exchange import Aim, Event, Launched, Observed, Tapped
from harness.domain.finding import Clause, Finding, Judgement, Rule, Verdict
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.place import Hop, Place, PlaceKind
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.domain.trial import (
    Candidate,
    Case,
    Channel,
    Outcome,
    OutcomeKind,
    Question,
    QuestionKind,
    Skipped,
    StopReason,
    Trial,
    TrialResult,
    TrialStatus,
)
from harness.report.entry import Entry, SdkTrace

HOSTILE = '<script>alert("x")</script>\u202egpj.exe\x00\u200b&amp; أهلا'
S = 1_000_000_000
DEVICE = DeviceFacts(
    serial="127.0.0.1:5555",
    hardware_serial="VP0001",
    manufacturer="Xiaomi",
    brand="Redmi",
    model="Note 12",
    android_release="14",
    api_level=34,
    fingerprint="redmi/note12/note12:14/UKQ1/1:user/release-keys",
    abi="arm64-v8a",
    size_px=SIZE,
    density_dpi=220,
    locale="zh-CN",
)
CLAUSES = {
    "CN-07(2)": Clause(
        id="CN-07(2)",
        jurisdiction="CN",
        document="互联网广告管理办法",
        article="第十条第（二）项",
        in_force_from="2023-05-01",
        gist_zh="关闭标志虚假、不可清晰辨识或者难以定位",
        gist_en="a close mark that is fake, illegible or hard to find",
    ),
    "CN-28": Clause(
        id="CN-28",
        jurisdiction="CN",
        document="工信部信管函〔2023〕26号",
        article="窗口关闭用户可选",
        in_force_from="2023-02-06",
        gist_zh="全屏热力图等易误触发的方式",
        gist_en="full-screen hot areas and other ways to cause a tap by mistake",
    ),
}


def _rule(name: str, zh: str, en: str, origin: str, clauses: tuple[str, ...]) -> Rule:
    return Rule(
        id=name,
        version="1",
        name_zh=zh,
        name_en=en,
        question_zh=f"{zh}？",
        question_en=f"{en}?",
        quantity_en="share of launches",
        quantity_zh="启动比例",
        unit="",
        benchmark_en="2 of 3 launches" if origin == "ours" else "1",
        benchmark_zh="3 次启动中 2 次" if origin == "ours" else "1",
        origin=origin,
        severity="S1",
        clauses=clauses,
    )


RULES = {
    "C03": _rule("C03", "虚假关闭按钮（点击即跳转）", "Decoy close", "ours", ("CN-07(2)",)),
    "C04": _rule("C04", "无效关闭按钮", "Dead close", "ours", ("CN-07(2)",)),
    "R01": _rule("R01", "整屏跳转（全屏热力图）", "Whole-window link", "law", ("CN-28",)),
    "R02": _rule("R02", "无操作自动跳转", "No-touch redirect", "ours", ()),
}

CONTROL = Control(
    role=Role.SKIP,
    box_px=SKIP,
    score=0.97,
    grounds=(Ground.DRAWN, Ground.TEXT),
    text="跳过 3",
    contrast=5.1,
    size_dp=(65.0, 29.0),
)
CANDIDATE = Candidate(
    key="skip@top_right", role=Role.SKIP, center_rel=(465 / 540, 90 / 1200), size_dp=(65.0, 29.0)
)
HOP = Hop(
    at_ns=0,
    source="events+dumpsys",
    action="android.intent.action.VIEW",
    data_uri="https://ad.example.com/landing?id=7&from=<b>app</b>",
    component="com.android.browser/com.android.browser.BrowserActivity",
    package="com.android.browser",
    caller="com.example.app",
    kind=PlaceKind.BROWSER,
)


def tap_trial(
    album: Album,
    number: int,
    kind: OutcomeKind,
    *,
    body: tuple[float, float] | None = None,
    hop: Hop = HOP,
) -> Trial:
    """A launch whose skip button (or body) was tapped, with that outcome."""
    start = number * 20 * S
    jumped = kind is OutcomeKind.REDIRECTED
    after_kind = {OutcomeKind.REDIRECTED: "browser", OutcomeKind.NO_EFFECT: "splash"}
    frames = [
        album.shoot("icon", start + S // 4),
        album.shoot("splash", start + 9 * S // 10),
        album.shoot("splash", start + 11 * S // 10),
        album.shoot(after_kind.get(kind, "page"), start + 19 * S // 10),
        album.shoot(after_kind.get(kind, "page"), start + 4 * S),
    ]
    point = PointPx(465, 90) if body is None else PointPx(int(body[0] * 540), int(body[1] * 1200))
    tapped_at = start + 12 * S // 10
    place = Place(
        kind=PlaceKind.BROWSER if jumped else PlaceKind.APP_PAGE,
        package="com.android.browser" if jumped else "com.example.app",
        activity="com.android.browser.BrowserActivity" if jumped else "com.example.app.Main",
    )
    question = (
        Question(kind=QuestionKind.TAP_CONTROL, candidate=CANDIDATE)
        if body is None
        else Question(kind=QuestionKind.TAP_BODY, point_rel=body)
    )
    result = TrialResult(
        question=question,
        launched_at_ns=start,
        popup=Popup(
            kind=PopupKind.SPLASH, box_px=BoxPx(0, 0, 540, 1200), score=0.9, grounds=(Ground.DRAWN,)
        ),
        popup_at_ns=frames[1].at_ns,
        popup_frame=frames[1].number,
        creative="f0f0f0f0f0f0f0f0",
        controls=(CONTROL,),
        control_at_ns=frames[1].at_ns,
        tapped=CONTROL if body is None else None,
        tapped_px=point,
        tapped_at_ns=tapped_at,
        aim=Aim(frame=frames[2].number, why="skip at its centre", box_px=SKIP, role=Role.SKIP),
        before_frame=frames[2].number,
        outcome=Outcome(
            kind=kind,
            why="frame and place agree",
            agree=(Channel.FRAMES, Channel.PLACE, Channel.NAVIGATION),
            place=place,
            hops=(msgspec.structs.replace(hop, at_ns=tapped_at + 4 * S // 10),) if jumped else (),
            decided_at_ns=frames[3].at_ns,
            after_frame=frames[3].number,
        ),
    )
    return Trial(
        number=number,
        question=question,
        status=TrialStatus.DONE,
        result=result,
        started_at_ns=start,
        started_wall_ns=1_700_000_000 * S + start,
        ended_at_ns=start + 5 * S,
        frames=tuple(frames),
    )


def watch_trial(album: Album, number: int, *, popup: bool = True) -> Trial:
    """A launch that was only watched."""
    start = number * 20 * S
    kinds = ("icon", "splash", "page") if popup else ("icon", "page", "page")
    frames = tuple(album.shoot(kind, start + (i + 1) * S) for i, kind in enumerate(kinds))
    question = Question(kind=QuestionKind.WATCH)
    result = TrialResult(
        question=question,
        launched_at_ns=start,
        popup_at_ns=frames[1].at_ns if popup else None,
        popup_frame=frames[1].number if popup else None,
        reason="" if popup else "no pop-up in 8.0 s",
    )
    return Trial(
        number=number,
        question=question,
        status=TrialStatus.DONE,
        result=result,
        reason=result.reason,
        started_at_ns=start,
        ended_at_ns=start + 8 * S,
        frames=frames,
    )


def _case(name: str, label: str, trials: list[Trial], **more: object) -> Case:
    return Case(
        id=f"case-{name}",
        app=AppFacts(
            package=f"com.example.{name}",
            label=label,
            version_name="3.2.1",
            version_code=321,
            apk_sha256="3b" * 32,
            apk_bytes=12_345_678,
            signer="c4" * 32,
        ),
        device=DEVICE,
        trials=tuple(trials),
        started_wall_ns=1_700_000_000 * S,
        ended_wall_ns=1_700_000_300 * S,
        stopped=StopReason(why="every question is decided"),
        tool_version="0.1.0",
        **more,  # type: ignore[arg-type]
    )


def _finding(rule: str, verdict: Verdict, zh: str, en: str, **more: object) -> Finding:
    return Finding(
        rule=rule,
        rule_version="1",
        verdict=verdict,
        reason_zh=zh,
        reason_en=en,
        severity="S1",
        clauses=RULES[rule].clauses,
        benchmark=RULES[rule].benchmark_en,
        benchmark_zh=RULES[rule].benchmark_zh,
        **more,  # type: ignore[arg-type]
    )


Built = tuple[Case, Judgement | None, Album]


def violating(label: str = "看看新闻", hop: Hop = HOP) -> Built:
    """A decoy skip on a whole-window link: 4 of 4 skip taps and 3 of 3 body taps jump."""
    album = Album()
    trials = [watch_trial(album, 1), watch_trial(album, 2)]
    trials += [tap_trial(album, n, OutcomeKind.REDIRECTED, hop=hop) for n in range(3, 7)]
    bodies = ((0.5, 0.4), (0.2, 0.7), (0.8, 0.55))
    trials += [
        tap_trial(album, 7 + i, OutcomeKind.REDIRECTED, body=body, hop=hop)
        for i, body in enumerate(bodies)
    ]
    trials.append(tap_trial(album, 10, OutcomeKind.NO_EFFECT, body=(0.5, 0.95)))
    skip_trials = [trial for trial in trials if trial.number in range(3, 7)]
    frames = [t.result.before_frame for t in skip_trials if t.result and t.result.before_frame]
    findings = (
        _finding(
            "C03",
            Verdict.VIOLATION,
            "点击“跳过”后，4 次中有 4 次打开了浏览器。",
            "Tapping “skip” opened the browser in 4 of 4 launches.",
            subject="skip@top_right",
            measured=1.0,
            hits=4,
            of=4,
            interval=(0.51, 1.0),
            error_level=0.05,
            trials=(3, 4, 5, 6),
            frames=tuple(frames),
            hops=(hop,),
        ),
        _finding(
            "R01",
            Verdict.VIOLATION,
            "弹窗画面上的 4 个点中有 3 个点击后跳转。",
            "3 of 4 points on the pop-up's picture led away.",
            measured=0.75,
            hits=3,
            of=4,
            interval=(0.3, 0.954),
            trials=(7, 8, 9, 10),
        ),
        _finding(
            "C04",
            Verdict.CLEAR,
            "点击后画面有变化。",
            "The tap had an effect.",
            hits=0,
            of=4,
            interval=(0.0, 0.49),
            trials=(3, 4, 5, 6),
        ),
        _finding(
            "R02",
            Verdict.INCONCLUSIVE,
            "只观察了 2 次。",
            "Only 2 launches were watched.",
            of=2,
            trials=(1, 2),
        ),
    )
    judgement = Judgement(
        verdict=Verdict.VIOLATION,
        reasons_zh=("“跳过”按钮 4 次点击有 4 次打开浏览器，没有关闭弹窗。",),
        reasons_en=("The skip button opened the browser in 4 of 4 launches; it did not close.",),
        findings=findings,
        rules_version="1",
    )
    return _case("decoy", label, trials), judgement, album


def honest() -> Built:
    """A splash whose skip button works."""
    album = Album()
    trials = [watch_trial(album, 1)]
    trials += [tap_trial(album, n, OutcomeKind.DISMISSED) for n in range(2, 6)]
    finding = _finding(
        "C03",
        Verdict.CLEAR,
        "4 次点击均关闭弹窗。",
        "All 4 taps closed the pop-up.",
        subject="skip@top_right",
        of=4,
        interval=(0.0, 0.49),
        trials=(2, 3, 4, 5),
    )
    judgement = Judgement(
        verdict=Verdict.CLEAR,
        reasons_zh=("跳过按钮 4 次点击均关闭弹窗。",),
        reasons_en=("The skip button closed the pop-up in 4 of 4 launches.",),
        findings=(finding,),
    )
    return _case("honest", "天气通", trials), judgement, album


def quiet() -> Built:
    """An app that showed no pop-up: inconclusive."""
    album = Album()
    trials = [watch_trial(album, number, popup=False) for number in (1, 2, 3)]
    judgement = Judgement(
        verdict=Verdict.INCONCLUSIVE,
        reasons_zh=("3 次启动中没有看到弹窗。",),
        reasons_en=("No pop-up was seen in 3 launches.",),
        findings=(),
    )
    return _case("quiet", "记事本", trials), judgement, album


def broken_off() -> Built:
    """A run that was interrupted before it was judged; its last launch is broken."""
    album = Album()
    broken = Trial(
        number=2,
        question=Question(kind=QuestionKind.PRESS_BACK),
        status=TrialStatus.BROKEN,
        result=None,
        reason="device lost: offline",
    )
    case = _case("cut", "地图", [watch_trial(album, 1), broken], partial=True)
    skipped = (Skipped(question="set-up night", reason="asked at the depth thorough only"),)
    stopped = StopReason(why="interrupted", unasked=("press_back", "wait_out"), skipped=skipped)
    return msgspec.structs.replace(case, stopped=stopped), None, album


def hostile() -> Built:
    """The violating app with hostile texts wherever an app has a say."""
    hop = msgspec.structs.replace(HOP, data_uri=f"javascript:{HOSTILE}", component=HOSTILE)
    return violating(label=HOSTILE, hop=hop)


ALL = (violating, honest, quiet, broken_off, hostile)
HERE = Place(kind=PlaceKind.APP_PAGE, package="com.example.decoy", activity="com.example.Main")
DOCTOR = {"checks": [{"name": "adb", "status": "ok", "said": "36.0.0", "do": ""}]}
SDK = SdkTrace(
    sdk="pangle",
    product="穿山甲 Pangle",
    maker_zh="字节跳动",
    maker_en="ByteDance",
    marks=("com.example.decoy:id/tt_splash_skip_btn",),
    launches=(3, 4, 7),
)


def events_of(trial: Trial) -> tuple[Event, ...]:
    """What a session was sent in that launch: a countdown 3, 2 while the pop-up showed."""
    result = trial.result
    if result is None or not trial.frames:
        return ()
    start = trial.started_at_ns
    events: list[Event] = [Launched(at_ns=start, component="com.example.decoy/.Main")]
    shown = [f for f in trial.frames if result.popup_at_ns and f.at_ns >= result.popup_at_ns]
    for number, frame in enumerate(trial.frames):
        tapped = result.tapped_at_ns is not None and frame.at_ns > result.tapped_at_ns
        popup = frame in shown and not tapped
        control = (
            msgspec.structs.replace(CONTROL, text=f"跳过 {3 - shown.index(frame)}")
            if popup
            else None
        )
        seen = Popup(kind=PopupKind.SPLASH, box_px=BoxPx(0, 0, 540, 1200), score=0.9, grounds=())
        after = result.outcome if tapped and result.outcome else None
        events.append(
            Observed(
                at_ns=frame.at_ns,
                frame=frame,
                sight=Sight(
                    size_px=SIZE,
                    popup=seen if popup else None,
                    controls=(control,) if control else (),
                ),
                place=(after.place if after and after.place else HERE),
                hops=after.hops if after and number == len(trial.frames) - 2 else (),
                hierarchy="given" if popup else None,
            )
        )
        if result.tapped_px and result.tapped_at_ns and frame.number == result.before_frame:
            at = result.tapped_at_ns
            tap = Tapped(
                at_ns=at, point_px=result.tapped_px, receipt_ns=at + 90_000_000, channel="drawn"
            )
            events.append(tap)
    return tuple(events)


def played(built: Built, **more: Any) -> Entry:
    """The case as an entry with its events, an SDK's marks, and the doctor's report."""
    case, judgement, album = built
    given: dict[str, Any] = {
        "events": {trial.number: events_of(trial) for trial in case.trials},
        "sdks": (SDK,),
        "doctor": DOCTOR,
    }
    return Entry(case, judgement, album.frame, **(given | more))
