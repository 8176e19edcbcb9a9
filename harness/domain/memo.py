"""Answers of a record that never changes, worked out once."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

Self = TypeVar("Self")
Given = ParamSpec("Given")
Result = TypeVar("Result")


def kept(
    method: Callable[Concatenate[Self, Given], Result],
) -> Callable[Concatenate[Self, Given], Result]:
    """Keep what the method answers, for each set of arguments, as long as its object lives.

    Only for methods of objects that do not change after their making, with arguments that can
    be hashed. Whoever is given a list must not change it.
    """
    name = f"_kept_{method.__name__}"

    def once(self: Self, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            known: dict[Any, Any] = self.__dict__[name]
        except KeyError:
            known = self.__dict__[name] = {}
        key = (args, *kwargs.items()) if kwargs else args
        try:
            found: Result = known[key]
        except KeyError:
            found = known[key] = method(self, *args, **kwargs)
        return found

    functools.update_wrapper(once, method)
    return once
