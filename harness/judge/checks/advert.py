"""What the advertisement says of itself, and where it sends: R07, R08, R09, R10."""

from collections.abc import Sequence

from harness.domain.answer import Answer
from harness.domain.finding import Finding, Verdict
from harness.domain.sight import Role
from harness.domain.trial import Outcome, OutcomeKind, QuestionKind, Trial
from harness.judge.view import Say, View, share_text, target_of

REPRODUCED = 2
LABELS = ("广告", "廣告", "推广", "advert", "sponsored", "promoted")
SYSTEM_WORDS = (
    "手机卡顿", "内存已满", "内存不足", "耗电太快", "电量异常", "发现病毒", "清理垃圾", "系统更新",
    "系统升级", "系统通知", "存储空间不足", "your phone is infected", "virus detected",
    "battery is damaged", "clean now", "system update",
)  # fmt: skip
PRIZE_WORDS = (
    "红包", "中奖", "恭喜您", "恭喜你", "领取现金", "免费领", "抽奖", "you have won", "you won",
    "claim your prize", "congratulations",
)  # fmt: skip
DISCLOSING = (
    "跳转", "第三方", "打开", "前往", "下载", "详情", "了解", "立即", "点击", "查看", "download",
    "install", "open", "visit", "learn more", "shop",
)  # fmt: skip


def undisclosed_destination(view: View) -> list[Finding]:
    """R07: a tap at the picture leads to a third party and nothing on the pop-up says so."""
    away = [a for a in view.answers.body() if a.left and not _on_cta(a)]
    if not away:
        return []
    silent = [a for a in away if not _discloses(a.trial)]
    k, n = len(silent), len(away)
    target = target_of(silent or away)
    unnamed = k >= REPRODUCED and k * 2 > n
    labelled = any(_labelled(a.trial) for a in silent)
    return [
        view.finding(
            "R07",
            Verdict.SUSPECTED if unnamed else Verdict.CLEAR,
            Say(
                f"{share_text(k, n)} taps at the picture led to {target.en} with nothing on the "
                "pop-up that says where a tap leads",
                f"点击画面 {n} 次跳转至{target.zh}，其中 {k} 次弹窗上没有任何去向说明",
            ),
            answers=silent or away[:1],
            hits=k,
            of=n,
            measured=float(k),
            severity="S3" if labelled or not unnamed else None,
        )
    ]


def _on_cta(answer: Answer) -> bool:
    result = answer.trial.result
    assert result is not None
    point = result.tapped_px
    return point is not None and any(
        c.role is Role.CTA and c.box_px.contains(point) for c in result.controls
    )


def _texts(trial: Trial) -> str:
    result = trial.result
    if result is None:
        return ""
    words = [c.text or "" for c in result.controls]
    return " ".join([*words, *result.popup_words, *result.popup_tree_text]).lower()


def _discloses(trial: Trial) -> bool:
    """Whether a call to action, a gesture hint or any words on the pop-up tell of a way out."""
    result = trial.result
    assert result is not None
    told = any(c.role in {Role.CTA, Role.GESTURE_HINT} for c in result.controls)
    return told or any(word in _texts(trial) for word in DISCLOSING)


def _labelled(trial: Trial) -> bool:
    result = trial.result
    if result is None:
        return False
    drawn = any(c.role is Role.AD_LABEL for c in result.controls)
    return drawn or any(word in _texts(trial) for word in LABELS)


def deceptive_creative(view: View) -> list[Finding]:
    """R08: words of a system notice (or of a prize) on a picture that sends elsewhere."""
    shown = view.answers.with_popup()
    read = [t for t in shown if t.result is not None and t.result.popup_words]
    away = [a for a in [*view.answers.body(), *view.answers.closing()] if a.left]
    if not read or not away:
        return []
    system = _hits(read, SYSTEM_WORDS)
    prize = _hits(read, PRIZE_WORDS)
    if not system and not prize:
        say = Say(
            "no words of a system notice or a prize were read on the pop-up",
            "弹窗上未读到伪装系统提示或奖励的文字",
        )
        return [view.finding("R08", Verdict.CLEAR, say, trials=read[:1], measured=0.0)]
    words = system or prize
    return [
        view.finding(
            "R08",
            Verdict.SUSPECTED,
            Say(
                f"the pop-up says {', '.join(words)} and a tap leads away: for a person to review",
                f"弹窗上有“{'、'.join(words)}”字样，点击后跳转：须人工复核",
            ),
            trials=read[:3],
            measured=float(len(words)),
            severity=None if system else "S3",
        )
    ]


def _hits(trials: Sequence[Trial], words: Sequence[str]) -> list[str]:
    """Words that were read in every launch whose pop-up was read in full."""
    return [w for w in words if all(w in _texts(t) for t in trials)]


def no_ad_label(view: View) -> list[Finding]:
    """R09: a pop-up that sends to third parties is not labelled as an advertisement.

    Only what was read in full can be said to lack a label; otherwise it is a note at most.
    """
    shown = view.answers.with_popup()
    away = [a for a in view.answers.body() if a.left]
    if len(away) < REPRODUCED:
        return []
    labelled = [t for t in shown if _labelled(t)]
    n = len(shown)
    if labelled:
        return [
            view.finding(
                "R09",
                Verdict.CLEAR,
                Say(
                    f"an advertisement's label showed in {share_text(len(labelled), n)} launches",
                    f"{n} 次启动中有 {len(labelled)} 次可见广告标识",
                ),
                trials=labelled[:1],
                hits=n - len(labelled),
                of=n,
                measured=float(len(labelled)),
            )
        ]
    read = [t for t in shown if t.result is not None and t.result.popup_words]
    return [
        view.finding(
            "R09",
            Verdict.SUSPECTED,
            Say(
                f"the pop-up sends to third parties, and no label of an advertisement was seen in "
                f"{n} launches ({len(read)} of them read in full)",
                f"弹窗跳转至第三方，但 {n} 次启动均未见广告标识（其中 {len(read)} 次全文识别）",
            ),
            trials=read or shown[:3],
            hits=n,
            of=n,
            measured=0.0,
            severity=None if read else "S3",
        )
    ]


def _loads(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.DOWNLOAD


def any_tap_download(view: View) -> list[Finding]:
    """R10: a download or an installer after a tap that did not ask for one, or after none.

    One that only the download manager told of, with the app in front as before, is a suspicion:
    no second channel saw it.
    """
    kinds = (QuestionKind.TAP_BODY, QuestionKind.TAP_CONTROL, QuestionKind.SWIPE)
    every = [a for kind in kinds for a in view.answers.of_kind(kind, certain=False)]
    tried = [a for a in every if not _on_cta(a) and (a.outcome.certain or _loads(a.outcome))]
    loads = [a for a in tried if _loads(a.outcome)]
    silent = [
        t
        for t in view.answers.jumps()
        if t.result and t.result.outcome and _loads(t.result.outcome)
    ]
    sure = [a for a in loads if a.outcome.certain]
    sure_silent = [t for t in silent if t.result and t.result.outcome and t.result.outcome.certain]
    k = len(loads) + len(silent)
    if not tried and not silent:
        return []
    if not k:
        say = Say(f"no download in {len(tried)} taps", f"{len(tried)} 次点击均未触发下载")
        return [view.finding("R10", Verdict.CLEAR, say, answers=tried[:1], of=len(tried))]
    return [
        view.finding(
            "R10",
            Verdict.VIOLATION if len(sure) + len(sure_silent) >= REPRODUCED else Verdict.SUSPECTED,
            Say(
                f"a download began after {len(loads)} taps that asked for none and in "
                f"{len(silent)} launches without a touch",
                f"{len(loads)} 次未要求下载的点击、{len(silent)} 次无操作启动触发了下载",
            ),
            trials=[a.trial for a in loads] + silent,
            hits=k,
            of=len(tried) + len(silent),
            measured=float(k),
        )
    ]
