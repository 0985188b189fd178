"""What is said about a name that is not known."""

import pytest

from autograd_core import TABLE
from autograd_core.errors import LONGEST_SHOWN, explained, one_of

FRUIT = ("apple", "apricot", "orange")


@pytest.mark.parametrize("name", FRUIT)
def test_known_name_is_given_back(name: str) -> None:
    assert one_of("a fruit", name, FRUIT) == name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("appel", "a fruit is one of 'apple', 'apricot', 'orange', got 'appel'; did you mean 'apple'?"),
        ("ORANGE", "a fruit is one of 'apple', 'apricot', 'orange', got 'ORANGE'; did you mean 'orange'?"),
        ("kiwi", "a fruit is one of 'apple', 'apricot', 'orange', got 'kiwi'"),
        ("", "a fruit is one of 'apple', 'apricot', 'orange', got ''"),
        (None, "a fruit is one of 'apple', 'apricot', 'orange', got None"),
        (3, "a fruit is one of 'apple', 'apricot', 'orange', got 3"),
        (["apple"], "a fruit is one of 'apple', 'apricot', 'orange', got ['apple']"),
    ],
)
def test_unknown_name_is_refused_with_the_near_ones(given: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        one_of("a fruit", given, FRUIT)
    assert str(caught.value) == message


def test_message_has_a_bounded_part_of_what_came() -> None:
    with pytest.raises(ValueError, match="a fruit is one of") as caught:
        one_of("a fruit", "x" * 10**6, FRUIT)
    assert len(str(caught.value)) < 100 + LONGEST_SHOWN


@pytest.mark.parametrize(
    "reason", ["math domain error", "expected a positive input, got -1.0"]
)  # before 3.14, and since
def test_what_an_operation_needs_is_said_whatever_this_python_calls_it(reason: str) -> None:
    told = explained(ValueError(reason), TABLE["log"], [-1.0])
    assert str(told).startswith("log needs a positive input, got float -1.0; clamp the input first")
    assert reason not in str(told)
