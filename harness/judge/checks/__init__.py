"""One function a rule, or a family of rules: a view of the case in, findings out."""

from collections.abc import Callable

from harness.domain.finding import Finding
from harness.judge.checks.closing import (
    close_then_redirect,
    countdown_gated,
    dead_close,
    decoy_close,
    more_than_one_tap,
)
from harness.judge.checks.drawing import faint_mark, late_mark, small_target
from harness.judge.checks.marks import (
    back_blocked,
    drawing_and_touch_differ,
    mixed_marks,
    no_close_mark,
)
from harness.judge.checks.redirects import jump_without_touch, whole_screen_link
from harness.judge.view import View

Check = Callable[[View], list[Finding]]

CHECKS: tuple[Check, ...] = (
    no_close_mark,
    countdown_gated,
    decoy_close,
    dead_close,
    close_then_redirect,
    more_than_one_tap,
    mixed_marks,
    small_target,
    faint_mark,
    drawing_and_touch_differ,
    late_mark,
    back_blocked,
    whole_screen_link,
    jump_without_touch,
)
