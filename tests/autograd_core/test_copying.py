"""copy, deepcopy and pickle of graphs: shared nodes stay shared, and copies differentiate."""

import copy
import io
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograd_core import TABLE, Value, dot, gradients, leaves, maximum, topological_order
from autograd_core.formula import smooth_point
from tests.autograd_core.recorded_state import nothing_pending
from tests.autograd_core.rule_checks import recorded


def _pickled_by_python(thing: Any) -> Any:
    """Through the pickler that is written in Python, which asks in another order than the one in C."""
    file = io.BytesIO()
    pickle._Pickler(file).dump(thing)
    return pickle.loads(file.getvalue())


def _pickled(protocol: int) -> Callable[[Any], Any]:
    return lambda thing: pickle.loads(pickle.dumps(thing, protocol))


WAYS: dict[str, Callable[[Any], Any]] = {
    "deepcopy": copy.deepcopy,
    "pickle in Python": _pickled_by_python,
    **{f"pickle protocol {protocol}": _pickled(protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)},
}
every_way = pytest.mark.parametrize("duplicate", WAYS.values(), ids=WAYS)
Duplicate = Callable[[Any], Any]


def _graph() -> tuple[Value, Value, Value]:
    x, y = Value(0.5, "x"), Value(2.0, "y")
    trunk = x * y
    trunk.label = "trunk"
    return x, y, maximum(trunk * trunk, x**2, dot([x, y], [y, trunk], 1.0)) + (2**y) / 3 - x.leaky_relu()


def _described(output: Value) -> list[tuple[Any, ...]]:
    """All that makes a graph, with positions in place of nodes."""
    order = topological_order(output)
    position = {node: i for i, node in enumerate(order)}
    return [
        (node.data, node.grad, node.label, node.operation, node.is_constant, [position[p] for p in node.parents])
        for node in order
    ]


@every_way
def test_copy_is_an_equal_graph_of_new_nodes(duplicate: Duplicate) -> None:
    _, _, output = _graph()
    output.backward()
    copied = duplicate(output)
    assert _described(copied) == _described(output)
    assert not set(topological_order(copied)) & set(topological_order(output))
    assert nothing_pending(copied)


@every_way
def test_copy_differentiates_on_its_own(duplicate: Duplicate) -> None:
    x, y, output = _graph()
    copied = duplicate(output)
    copied.backward()
    assert (x.grad, y.grad) == (0, 0)
    output.backward()
    assert [leaf.grad for leaf in leaves(copied)] == [x.grad, y.grad]
    slopes = [slope.data for slope in gradients(copied, leaves(copied))]
    assert slopes == pytest.approx([x.grad, y.grad], rel=1e-15)  # sums in another order


@every_way
@pytest.mark.parametrize("order", ["leaf first", "output first"])
def test_nodes_that_are_copied_together_stay_shared(duplicate: Duplicate, order: str) -> None:
    x, _, output = _graph()
    if order == "leaf first":
        copied_x, copied = duplicate((x, output))
    else:
        copied, copied_x = duplicate((output, x))
    assert leaves(copied)[0] is copied_x
    copied.backward()
    output.backward()
    assert copied_x.grad == x.grad


@every_way
def test_two_outputs_share_their_trunk_in_the_copy(duplicate: Duplicate) -> None:
    x = Value(3.0)
    trunk = x * x
    first, second = duplicate([trunk + 1, trunk * 2])
    assert first.parents[0] is second.parents[0]


@every_way
def test_container_of_parameters_keeps_identity(duplicate: Duplicate) -> None:
    w = Value(3.0)
    copied = duplicate({"layers": [w, w], "output": w})
    assert copied["layers"][0] is copied["layers"][1] is copied["output"]


@every_way
@pytest.mark.parametrize(
    "data",
    [3, 2.5, Fraction(1, 3), 1 + 2j, Decimal("0.1"), np.float32(0.5), np.int64(7)],
    ids=lambda data: type(data).__name__,
)
def test_number_keeps_its_kind_in_the_copy(duplicate: Duplicate, data: Any) -> None:
    copied = duplicate(Value(data, "n"))
    assert copied.data == data
    assert type(copied.data) is type(data)
    assert copied.label == "n"


@every_way
@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_node_of_every_operation_copies(duplicate: Duplicate, row: Any) -> None:
    output, _ = recorded(row, smooth_point(row, row.arity or 3))
    copied = duplicate(output)
    assert copied.operation is output.operation
    assert _described(copied) == _described(output)


@every_way
def test_attributes_of_ones_own_survive(duplicate: Duplicate) -> None:
    x = Value(3.0, "x")
    x.momentum = 0.9
    x.history = [1, 2]
    copied = duplicate(x * x).parents[0]
    assert (copied.momentum, copied.history, copied.label) == (0.9, [1, 2], "x")
    assert copied.history is not x.history


@every_way
def test_attributes_that_refer_to_nodes_of_the_same_graph_refer_to_the_copies(duplicate: Duplicate) -> None:
    x = Value(3.0)
    output = (x * x) + 1
    x.used_by = output
    output.source = x
    output.parents[0].neighbours = {"self": output.parents[0], "next": output}
    copied = duplicate(output)
    inner = copied.parents[0]
    assert copied.source is inner.parents[0]
    assert copied.source.used_by is copied
    assert inner.neighbours["self"] is inner
    assert inner.neighbours["next"] is copied


@every_way
def test_attribute_may_be_another_graph(duplicate: Duplicate) -> None:
    x, momentum = Value(3.0), Value(1.0)
    x.velocity = momentum * 2 + x
    copied = duplicate(x)
    assert copied.velocity.data == 5
    assert copied.velocity.parents[1] is copied


@every_way
def test_interior_node_that_is_copied_takes_its_ancestors_and_no_more(duplicate: Duplicate) -> None:
    x = Value(3.0)
    inner = x * x
    unrelated = inner + 1
    copied = duplicate(inner)
    assert len(topological_order(copied)) == 2
    assert unrelated.parents[0] is inner


def test_shallow_copy_is_a_new_node_with_the_same_parents() -> None:
    x = Value(3.0)
    output = x * x
    output.label = "square"
    output.note = ["kept"]
    output.backward()
    copied = copy.copy(output)
    assert copied is not output
    assert copied.parents == (x, x)
    assert (copied.data, copied.grad, copied.label, copied.operation) == (9, 1, "square", output.operation)
    assert copied.note is output.note
    copied.note_of_copy = 1
    assert not hasattr(output, "note_of_copy")


def test_shallow_copy_of_a_leaf_is_an_independent_leaf() -> None:
    x = Value(3.0, "x")
    copied = copy.copy(x)
    (copied * 2).backward()
    assert (x.grad, copied.grad, copied.label) == (0, 2, "x")


def test_deepcopy_shares_what_the_memo_holds() -> None:
    x = Value(3.0)
    output = x * 2
    assert copy.deepcopy(output, {id(x): x}).parents[0] is x


def test_failed_pickle_leaves_the_next_one_right() -> None:
    x = Value(3.0)
    output = (x * x) + x
    x.unpicklable = lambda: None
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(output)
    del x.unpicklable
    assert _described(pickle.loads(pickle.dumps(output))) == _described(output)


def test_pickle_of_an_operation_that_is_gone_names_it() -> None:
    stored = pickle.dumps(Value(1.0).exp(), 0).replace(b"exp", b"gone")
    with pytest.raises(ValueError, match="no operation is called 'gone'"):
        pickle.loads(stored)
