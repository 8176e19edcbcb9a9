"""One function a rule, or a family of rules: a view of the case in, findings out."""

from collections.abc import Callable

from harness.domain.finding import Finding
from harness.judge.checks.advert import (
    any_tap_download,
    deceptive_creative,
    no_ad_label,
    undisclosed_destination,
)
from harness.judge.checks.closing import countdown_gated, dead_close
from harness.judge.checks.drawing import faint_mark, late_mark, small_target
from harness.judge.checks.gestures import (
    daily_motion,
    one_way_swing,
    sensitive_shake,
    undisclosed_gesture,
)
from harness.judge.checks.leading_away import close_then_redirect, decoy_close
from harness.judge.checks.marks import (
    back_blocked,
    click_differs,
    drawing_and_touch_differ,
    mixed_marks,
    near_misses,
    no_close_mark,
)
from harness.judge.checks.placement import moving_mark, occluded_mark, odd_position
from harness.judge.checks.redirects import jump_without_touch, whole_screen_link
from harness.judge.checks.repeats import cloaking, frequent_popups, jumps_later, pops_up_again
from harness.judge.checks.second_tap import more_than_one_tap
from harness.judge.checks.unseen import unseen_close
from harness.judge.view import View

Check = Callable[[View], list[Finding]]

CHECKS: tuple[Check, ...] = (
    no_close_mark,
    countdown_gated,
    decoy_close,
    unseen_close,
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
    near_misses,
    click_differs,
    odd_position,
    moving_mark,
    occluded_mark,
    daily_motion,
    sensitive_shake,
    one_way_swing,
    undisclosed_gesture,
    undisclosed_destination,
    deceptive_creative,
    no_ad_label,
    any_tap_download,
    jumps_later,
    pops_up_again,
    frequent_popups,
    cloaking,
)
