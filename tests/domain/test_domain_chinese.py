"""Why-sentences in Chinese."""

import pytest

from harness.domain.chinese import in_chinese
from harness.domain.trial import Trial
from harness.explore.plan import Plan


def test_the_plan_s_own_sentences_are_known() -> None:
    """What the plan says at the end of its budget comes back in Chinese."""
    stopped = Plan(budget_launches=0).next(())
    assert not isinstance(stopped, Trial)
    assert in_chinese(stopped.why) == "已用完 0 次启动的预算"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("no pop-up in 8.0 s", "8.0 秒内未出现弹窗"),
        ("proved: close@top_right leads away", "已证实：close@top_right 点击后跳转"),
        ("something quite new", "something quite new"),
    ],
)
def test_phrases(english: str, chinese: str) -> None:
    """Numbers and names are kept; what is unknown stays."""
    assert in_chinese(english) == chinese
