"""Whether closing takes more than one tap: C06."""

from harness.domain.finding import Finding, Verdict
from harness.domain.trial import OutcomeKind
from harness.judge.checks.closing import closed_by_the_second, tapped_candidates
from harness.judge.view import Say, View, share_text


def more_than_one_tap(view: View) -> list[Finding]:
    """C06: the tap is answered by a question or another layer, or only the second tap closes."""
    found = []
    for candidate in tapped_candidates(view):
        key = candidate.key
        certain = view.answers.of_candidate(key)
        asked = [a for a in certain if a.outcome.kind is OutcomeKind.PROMPTED]
        layered = [a for a in certain if a.outcome.kind is OutcomeKind.REPLACED]
        taps = [*certain, *view.answers.waited(key)]
        second = closed_by_the_second(taps)
        hits = asked + layered + second
        if len(hits) < 2:
            continue
        sure = len(asked) >= 2 or len(second) >= 2
        found.append(
            view.finding(
                "C06",
                Verdict.VIOLATION if sure else Verdict.SUSPECTED,
                Say(
                    f"{share_text(len(hits), len(taps))} taps on {key} were answered by a "
                    f"question ({len(asked)}), by another pop-up ({len(layered)}) or closed only "
                    f"at the second tap ({len(second)})",
                    f"{key} 的 {len(taps)} 次点击中，{len(asked)} 次出现询问、"
                    f"{len(layered)} 次出现另一层弹窗、{len(second)} 次须再点一次才关闭",
                ),
                answers=hits,
                hits=len(hits),
                of=len(taps),
                subject=key,
            )
        )
    return found
