"""What became of a claim: k of n, interval, error level, and the words."""

import msgspec
from case_of_answers import CaseBuilder

from harness.domain.complaint import (
    AppGiven,
    ClaimGiven,
    ClaimKind,
    ClaimResult,
    ClaimStatus,
    Complaint,
    DeviceGiven,
    Wanted,
)
from harness.domain.trial import OutcomeKind, StopReason
from harness.judge.claim import claim_result

AWAY, GONE = OutcomeKind.REDIRECTED, OutcomeKind.DISMISSED
COMPLAINT = Complaint(
    format=1,
    app=AppGiven(package="com.example.app", version="9.9"),
    claim=ClaimGiven(kind=ClaimKind.CLOSE_LEADS_AWAY, target="浏览器"),
    device=DeviceGiven(model="Note 12", region="上海"),
)


def result(builder: CaseBuilder, why: str = "", wanted: Wanted | None = None) -> ClaimResult:
    """The result of these trials."""
    case = builder.case(StopReason(why=why) if why else None)
    return claim_result(COMPLAINT, wanted or Wanted(target="浏览器"), case)


def test_a_reproduced_claim_says_so_with_numbers() -> None:
    """K of n, where it led, interval and error level, in both languages."""
    found = result(CaseBuilder().watch(times=1).tap(AWAY, 3))
    assert found.status is ClaimStatus.REPRODUCED
    assert (found.hits, found.of, found.error_level) == (3, 3, 0.01)
    assert found.interval[0] > 0.4
    assert found.targets == ("com.android.browser",)
    assert found.words_zh.startswith(
        "已复现：3 次点击该标识中有 3 次跳转（至 com.android.browser）"
    )
    assert found.words_en.startswith("Reproduced: 3 of 3 taps")


def test_a_refuted_claim_says_what_would_have_been_missed() -> None:
    """Never that the app is in order."""
    found = result(CaseBuilder().watch(times=1).tap(GONE, 16))
    assert found.status is ClaimStatus.NOT_REPRODUCED
    assert found.words_zh.startswith("未复现：16 次点击该标识中有 0 次跳转")
    assert "20%，漏检概率不超过 3.5%" in found.words_zh
    for word in ("合规", "合格", "compliant", "no violation"):
        assert word not in found.words_zh + found.words_en


def test_an_undecided_claim_says_why_it_stopped() -> None:
    """Too little was seen; the plan's reason in the same language."""
    found = result(CaseBuilder().no_popup(10), "no pop-up was seen in 10 launches")
    assert found.status is ClaimStatus.UNDECIDED
    assert found.error_level is None
    assert found.words_zh.startswith("未复现（不足以判定）")
    assert "10 次启动均未出现弹窗" in found.words_zh


def test_what_differs_from_the_complaint_is_noted() -> None:
    """Device, region, another target, other advertisements."""
    found = result(CaseBuilder().watch(times=1).tap(AWAY, 4), wanted=Wanted(target="淘宝"))
    told = " ".join(found.notes_zh)
    assert "投诉人设备：Note 12" in told
    assert "上海" in told
    assert "4 次跳转，但目标不是 淘宝" in told
    assert len(found.notes_zh) == len(found.notes_en)


def test_a_control_that_does_nothing_leads_nowhere() -> None:
    """No target is named where the claim is about none."""
    dead = msgspec.structs.replace(COMPLAINT, claim=ClaimGiven(kind=ClaimKind.CLOSE_DOES_NOTHING))
    case = CaseBuilder().watch(times=1).tap(OutcomeKind.NO_EFFECT, 2, delay_ms=800).case()
    found = claim_result(dead, Wanted(), case)
    assert found.targets == ()
    assert found.words_zh.startswith("已复现：2 次点击该标识中有 2 次没有反应；")
