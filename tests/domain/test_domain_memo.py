"""Answers that are worked out once for each object and each set of arguments."""

from harness.domain.memo import kept


class _Counted:
    def __init__(self) -> None:
        self.worked = 0

    @kept
    def twice(self, number: int, *, less: int = 0) -> int:
        """The number doubled, and how often that was worked out."""
        self.worked += 1
        return 2 * number - less


def test_an_answer_is_worked_out_once_for_each_set_of_arguments() -> None:
    """Positional and named arguments alike tell sets apart."""
    counted = _Counted()
    assert [counted.twice(3), counted.twice(3), counted.twice(4), counted.twice(3, less=1)] == [
        6,
        6,
        8,
        5,
    ]
    assert counted.worked == 3


def test_objects_do_not_share_what_they_keep() -> None:
    """Another object works it out for itself."""
    one, other = _Counted(), _Counted()
    one.twice(3)
    other.twice(3)
    assert (one.worked, other.worked) == (1, 1)
