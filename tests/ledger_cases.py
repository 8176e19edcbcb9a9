"""Cases and judgements as a scan leaves them, small."""

import datetime as dt

from paper_phone import paper_phone

from harness.domain.device import AppFacts
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.trial import Case, Question, QuestionKind, Trial, TrialStatus

DAY = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
DEVICE = paper_phone()
WATCH = Trial(
    number=1, question=Question(kind=QuestionKind.WATCH), status=TrialStatus.DONE, result=None
)


def case_of(name: str, *, package: str = "com.example.a", version: int = 1, day: int = 1) -> Case:
    """A case that was run on that day of the month."""
    return Case(
        id=name,
        app=AppFacts(
            package=package, label="壁纸", version_name=f"{version}.0", version_code=version
        ),
        device=DEVICE,
        trials=(WATCH, WATCH),
        started_wall_ns=1_700_000_000_000_000_000 + day * 86_400_000_000_000,
    )


def judged(**verdicts: str) -> Judgement:
    """Findings by "rule" or "rule__role__zone" (C03__close__top_right)."""
    findings = []
    for key, verdict in verdicts.items():
        rule, _, rest = key.partition("__")
        findings.append(
            Finding(
                rule=rule,
                rule_version="1",
                verdict=Verdict(verdict),
                reason_en="as seen",
                reason_zh="如所见",
                subject=rest.replace("__", "@") or None,
                hits=2 if verdict == "violation" else 0,
                of=2,
                severity="S1",
            )
        )
    return Judgement(
        verdict=max((f.verdict for f in findings), default=Verdict.INCONCLUSIVE),
        reasons_en=(),
        reasons_zh=(),
        findings=tuple(findings),
    )
