"""The user's file gives, when it runs, what type checkers say of it.

Not here: the checkers, which `.ci/run` asks about the user's file and about the mistakes.
"""

import types
import typing
from typing import Any, TypeVar

import pytest

Result = TypeVar("Result")


def is_of(x: object, kind: Any) -> bool:
    """Whether `x` is of the type `kind`, but for what is in it."""
    if kind is Any:
        return True
    origin = typing.get_origin(kind) or kind
    kinds = (
        [typing.get_origin(each) or each for each in typing.get_args(kind)] if origin is types.UnionType else [origin]
    )
    return isinstance(x, (*kinds, int) if float in kinds else tuple(kinds))  # to a type checker an int is a float


@pytest.mark.parametrize(
    ("x", "kind", "is_right"),
    [
        (1.5, float, True),
        (1, float, True),
        ("1", float, False),
        ([1.0], list[float], True),
        ((1.0,), list[float], False),
        (None, int | None, True),
        (1.5, int | None, False),
        ("1", Any, True),
    ],
)
def test_types_are_told_apart(x: object, kind: Any, is_right: bool) -> None:
    assert is_of(x, kind) == is_right


def test_users_file_gives_the_types_that_it_is_read_with(monkeypatch: pytest.MonkeyPatch) -> None:
    asserted = []

    def assert_type(x: Result, kind: Any) -> Result:
        asserted.append(kind)
        assert is_of(x, kind), f"{x!r} is no {kind}"
        return x

    monkeypatch.setattr(typing, "assert_type", assert_type)
    from tests.typing import user  # noqa: F401 - it is run

    assert asserted
