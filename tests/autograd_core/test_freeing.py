"""How a browser's Python frees a long graph: what it hands over, tried here in ours."""

import weakref
from collections.abc import Iterator

import pytest

from autograd_core import Value, freeing, sum  # noqa: A004

LENGTH = 20_000


@pytest.fixture
def _handing_over(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Value, "__del__", freeing.hand_parents_over, raising=False)
    yield
    assert freeing._handed_over == []
    assert freeing._at_work == []


def chain(x: Value) -> Value:
    y = x
    for i in range(LENGTH):
        y = sum([y, x, y]) if i % 2 else y + x
    return y


@pytest.mark.usefixtures("_handing_over")
def test_every_node_goes_one_after_the_other_and_what_is_held_stays() -> None:
    x = Value(1.0)
    y = chain(x)
    middle = y.parents[0].parents[0]
    nodes = [weakref.ref(node) for node in (y, y.parents[0], middle.parents[0])]
    del y
    assert [node() is None for node in nodes] == [True, True, False]
    middle.backward()  # the part that is held is whole
    assert x.grad > 0
    last = weakref.ref(middle.parents[0])
    del middle
    assert last() is None


def test_it_is_needed_in_no_other_python() -> None:
    assert not freeing.IS_NEEDED
    assert not hasattr(Value, "__del__")
