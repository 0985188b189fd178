"""Graphs as JSON: what was saved comes back exactly, and a damaged file is an error that changes nothing."""

import json
import math
import os
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import (
    TABLE,
    GraphError,
    Operation,
    Value,
    constant,
    dot,
    from_json,
    load,
    recompute,
    save,
    stale,
    to_json,
    topological_order,
)
from autograd_core.formula import smooth_point
from autograd_core.operations import row
from autograd_core.strategies import EXACT, DrawnGraph, graphs

numbers = (
    st.integers()
    | st.floats()
    | st.booleans()
    | st.fractions()
    | st.complex_numbers()
    | st.decimals().filter(lambda x: not x.is_snan())
    | st.integers(-(10**2000), 10**2000)
    | st.floats(width=32).map(numpy.float32)
    | st.floats(width=16).map(numpy.float16)
    | st.floats().map(numpy.float64)
    | st.integers(-128, 127).map(numpy.int8)
    | st.integers(0, 2**64 - 1).map(numpy.uint64)
    | st.booleans().map(numpy.bool_)
    | st.complex_numbers().map(numpy.complex128)
)
DEEP = 20_000  # additions, one upon the other: far beyond the depth that Python calls itself to
LONGEST_MESSAGE = 500  # characters: a sentence, whatever the file holds
labels = st.text(st.characters(), max_size=5) | st.sampled_from(["\ud800", "\n", "'\"\\", "사과", "\x00"])


def fields(node: Value) -> tuple[Any, ...]:
    """All that a node holds, comparable: repr tells every number, NaN and -0.0 included, and its type."""
    return (
        None if node.operation is None else node.operation.name,
        node.is_constant,
        type(node.data),
        hex(node.data) if type(node.data) is int else repr(node.data),
        type(node.grad),
        hex(node.grad) if type(node.grad) is int else repr(node.grad),
        node.label,
    )


def assert_same_graph(first: list[Value], second: list[Value]) -> None:
    order, other = topological_order(*first), topological_order(*second)
    assert list(map(fields, order)) == list(map(fields, other))
    position = {node: i for i, node in enumerate(order)}
    place = {node: i for i, node in enumerate(other)}
    assert [[position[p] for p in node.parents] for node in order] == [
        [place[p] for p in node.parents] for node in other
    ]
    assert [position[output] for output in first] == [place[output] for output in second]


@given(numbers, numbers, labels)
def test_leaf_of_any_number_comes_back_exactly(data: Any, grad: Any, label: str) -> None:
    leaf = Value(data, label)
    leaf.grad = grad
    assert_same_graph([leaf], from_json(to_json(leaf)))
    assert to_json(leaf).isascii()


@given(st.sampled_from(["float", "fraction"]).flatmap(lambda kind: graphs(kind=kind, sharing=True)), st.data())
def test_graph_comes_back_exactly_and_differentiates_as_before(graph: DrawnGraph, data: st.DataObject) -> None:
    output, _ = graph.record()
    nodes = topological_order(output)
    outputs = [output, *data.draw(st.lists(st.sampled_from(nodes), max_size=3))]
    output.backward()
    for node in nodes:
        node.label = data.draw(labels)
    loaded = from_json(to_json(*outputs))
    assert_same_graph(outputs, loaded)
    output.backward()
    loaded[0].backward()
    assert_same_graph(outputs, loaded)


def test_every_row_of_the_table_can_be_saved() -> None:
    for operation in TABLE.values():
        count = operation.arity or 3
        numbers = smooth_point(operation, count)
        inputs = [x if i in operation.numbers else Value(x) for i, x in enumerate(numbers)]
        output = operation(*inputs)
        assert_same_graph([output], from_json(to_json(output)))


@pytest.fixture
def late_row() -> Operation:
    """A row that somebody enters after everything is imported."""
    return row("halved", "½", "scaler", forward=lambda x: x / 2, partials=lambda out, x: (0.5,), is_method=True)


def test_row_that_was_entered_later_comes_back_from_text_file_and_pickle(late_row: Operation, tmp_path: Path) -> None:
    output = late_row(Value(3.0, "x")) * 2
    save(tmp_path / "graph.json", output)
    for (loaded,) in (load(tmp_path / "graph.json"), [pickle.loads(pickle.dumps(output))]):
        assert_same_graph([output], [loaded])
        loaded.backward()
        assert topological_order(loaded)[0].grad == 1.0


def test_row_that_was_entered_later_is_a_method_where_it_says_so(late_row: Operation) -> None:
    assert Value(3.0).halved().data == 1.5
    assert Value(3.0).halved().operation is late_row


def test_row_entered_in_the_place_of_one_that_was_taken_out_has_the_method(late_row: Operation) -> None:
    del TABLE["halved"]
    again = row("halved", "½", "scaler", forward=lambda x: x / 2, partials=lambda out, x: (0.5,))
    assert Value(3.0).halved().operation is again


@pytest.mark.parametrize("name", ["leaf", "constant", "backward", "data"])
def test_row_whose_name_means_something_else_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="give the row another name"):
        row(name, "?", "scaler", forward=abs, partials=(1,), is_method=True)
    assert name not in TABLE


def test_row_that_the_reader_does_not_have_is_named_with_a_cure(late_row: Operation) -> None:
    text, pickled = to_json(late_row(Value(3.0))), pickle.dumps(late_row(Value(3.0)))
    del TABLE["halved"]
    with pytest.raises(GraphError, match=r"node 1 has the unknown operation 'halved'; .* enter its row .* import"):
        from_json(text)
    with pytest.raises(ValueError, match="no operation is called 'halved'"):
        pickle.loads(pickled)


def test_operation_outside_the_table_is_refused_where_it_is_saved() -> None:
    stray = Operation("stray", "?", "scaler", forward=abs, partials=(1,))
    for write in (to_json, pickle.dumps):
        with pytest.raises(ValueError, match=r"'stray' is not in the table.*make it with operation\('stray', ...\)"):
            write(stray(Value(3.0)))
    with pytest.raises(ValueError, match="'stray' is not in the table"):
        pickle.dumps(stray)


def test_groups_of_nodes_come_back_and_other_attributes_do_not() -> None:
    x = Value(3.0)
    output = x * 2
    x.group, output.group, output.note = "inputs", "layer 1/neuron 2", "mine"
    (loaded,) = from_json(to_json(output))
    assert loaded.__dict__ == {"group": "layer 1/neuron 2"}
    assert loaded.parents[0].__dict__ == {"group": "inputs"}
    x.group = output.group = ["no", "text"]
    assert from_json(to_json(output))[0].__dict__ == {}


def test_graph_whose_data_contradict_its_operations_is_read_and_known_as_stale() -> None:
    x = Value(2.0)
    output = x.exp()
    x.data = 5.0
    (loaded,) = from_json(to_json(output))
    assert loaded.data == output.data
    assert stale(loaded) == [loaded]


def test_signaling_nan_is_refused_by_both_sides() -> None:
    with pytest.raises(ValueError, match="a signaling NaN cannot be kept"):
        to_json(Value(Decimal("sNaN")))
    with pytest.raises(GraphError, match="a signaling NaN cannot be kept"):
        from_json(node(data={"decimal": "-sNaN1"}))


def test_documented_text_is_what_is_written() -> None:
    apples, price = Value(2, "apples"), Value(100)
    assert json.loads(to_json(apples * price)) == {
        "format": "autograd-core graph",
        "version": 1,
        "nodes": [
            {"data": 2, "label": "apples"},
            {"data": 100},
            {"operation": "multiply", "parents": [0, 1], "data": 200},
        ],
        "outputs": [2],
    }


def test_loaded_graph_can_be_computed_again(tmp_path: Path) -> None:
    x = Value(3.0, "x")
    save(tmp_path / "graph.json", 2 * x**2, x)
    output, loaded = load(tmp_path / "graph.json")
    loaded.data = 5.0
    assert len(stale(output)) == 2
    recompute(output)
    output.backward()
    assert (output.data, loaded.grad) == (50.0, 20.0)


def test_deep_chain_comes_back(tmp_path: Path) -> None:
    x = Value(0)
    node = x
    for _ in range(DEEP):
        node = node + x
    save(tmp_path / "deep.json", node, x)
    loaded, leaf = load(tmp_path / "deep.json")
    loaded.backward()
    assert leaf.grad == DEEP + 1


def test_nothing_saved_is_nothing_loaded() -> None:
    assert from_json(to_json()) == []


# Damage.

SHARED = Value(2.0, "x")
GOOD = to_json(SHARED * SHARED + 3, dot([SHARED], [Fraction(1, 3)], 1.0))


def damaged(change: Callable[[Any], Any]) -> str:
    document = json.loads(GOOD)
    result = change(document)
    return json.dumps(document if result is None else result)


def node(**entry: Any) -> str:
    """The file of a graph whose last node is `entry`; before it stand a leaf (0), a constant (1), another leaf (2)."""
    entries = [{"data": 1.0}, {"operation": "constant", "data": 2}, {"data": 3.0}, entry]
    return json.dumps({"format": "autograd-core graph", "version": 1, "nodes": entries, "outputs": [3]})


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "a saved graph is JSON text, and this is not"),
        (GOOD[:-1], "a saved graph is JSON text, and this is not"),
        (GOOD[: len(GOOD) // 2], "JSON text"),
        ("[" * 100_000, "JSON text"),
        ("[]", "the text has no format 'autograd-core graph'"),
        ("null", "no format"),
        ("{}", "no format"),
        (damaged(lambda d: d.update(format="onnx")), "no format"),
        (damaged(lambda d: d.update(version=2)), "version 1 can be read, this is version 2"),
        (damaged(lambda d: d.pop("version") and None), "this is version None"),
        (damaged(lambda d: d.update(version=[])), "this is version"),
        (damaged(lambda d: d.update(version=True)), "this is version True"),
        (damaged(lambda d: d.update(version=1.0)), r"this is version 1\.0"),
        (damaged(lambda d: d.pop("nodes") and None), "nodes and outputs must be lists"),
        (damaged(lambda d: d.update(nodes={})), "nodes and outputs must be lists"),
        (damaged(lambda d: d.update(outputs=0)), "nodes and outputs must be lists"),
        (damaged(lambda d: d.update(outputs=[99])), "outputs refers to node 99, which does not stand before it"),
        (damaged(lambda d: d.update(outputs=[-1])), "refers to node -1"),
        (damaged(lambda d: d.update(outputs=[True])), "refers to node True"),
        (damaged(lambda d: d.update(outputs=["0"])), "refers to node '0'"),
        (damaged(lambda d: d["nodes"].insert(0, 5)), "node 0 must be an object with data"),
        (damaged(lambda d: d["nodes"][0].pop("data") and None), "node 0 must be an object with data"),
        (node(operation="add", parents=[0, 3], data=1), "node 3 refers to node 3, which does not stand before it"),
        (node(operation="add", parents=[0, 4], data=1), "refers to node 4"),
        (node(operation="add", parents=[0], data=1), "node 3: add cannot have 1 parents"),
        (node(operation="add", parents=[0, 1, 2], data=1), "add cannot have 3 parents"),
        (node(operation="exp", parents=[], data=1), "exp cannot have 0 parents"),
        (node(operation="maximum", parents=[], data=1), "maximum cannot have 0 parents"),
        (node(operation="dot", parents=[0, 2], data=1), "dot cannot have 2 parents"),
        (node(operation="constant", parents=[0], data=1), "constant cannot have 1 parents"),
        (node(parents=[0], data=1), "leaf cannot have 1 parents"),
        (node(operation="power_by_number", parents=[0, 2], data=1), "parent 1 of power_by_number must be a constant"),
        (node(operation="power_of_number", parents=[0, 2], data=1), "parent 0 of power_of_number must be a constant"),
        (node(operation="launch", parents=[0], data=1), "node 3 has the unknown operation 'launch'"),
        (node(operation="leaf", data=1), "unknown operation 'leaf'"),
        (node(operation=[], data=1), r"unknown operation \[\]"),
        (node(operation=7, data=1), "unknown operation 7"),
        (node(operation="add", parents="01", data=1), "parents is a list and label is text"),
        (node(data=1, label=5), "parents is a list and label is text"),
        (node(data=1, group=["part"]), "group is text"),
        (node(data="1"), "node 3 needs a number, got '1'"),
        (node(data=None), "needs a number, got None"),
        (node(data=[1]), "needs a number"),
        (node(data={}), "needs a number"),
        (node(data={"float": 1}), "needs a number"),
        (node(data={"float": "nan", "int": 1}), "needs a number"),
        (node(data={"float": "1e5"}), "needs a number"),
        (node(data={"eval": "1"}), "needs a number"),
        (node(data=1, grad="0"), "needs a number, got '0'"),
        (node(data={"fraction": [1, 0]}), r"has the number .* Fraction\(1, 0\)"),
        (node(data={"fraction": [1.5, 2]}), "needs a number of type int inside"),
        (node(data={"fraction": [1]}), "needs a number"),
        (node(data={"complex": [1, 2.0]}), "needs a number of type float inside"),
        (node(data={"complex": [{"complex": [1.0, 2.0]}, 0.0]}), "needs a number of type float inside"),
        (node(data={"decimal": "one"}), "has the number"),
        (node(data={"decimal": 1}), "needs a number"),
        (node(data={"integer": "12"}), "needs a number"),
        (node(data={"integer": "0x"}), "needs a number"),
        (node(data={"numpy": ["float128", 1.0]}), "unknown NumPy kind 'float128'"),
        (node(data={"numpy": [[], 1.0]}), "unknown NumPy kind"),
        (node(data={"numpy": ["int8", 300]}), "has the number"),
        (node(data={"numpy": ["float32", 1e300]}), "has the number"),
        (node(data={"numpy": ["float32", 1]}), "needs a number of type float inside"),
        (node(data={"numpy": ["float64", {"numpy": ["float64", 1.0]}]}), "needs a number of type float inside"),
        (GOOD.replace('"data":2.0', '"data":NaN', 1), "NaN is no JSON number"),
        (GOOD.replace('"data":2.0', '"data":1e999', 1), "needs a number, got inf"),
        (GOOD.replace('"data":2.0', '"data":' + "9" * 5000, 1), "JSON text"),
        (GOOD.replace('"data":2.0', '"data":1.0,"data":2.0', 1), "the key str 'data' stands twice in one object"),
        (GOOD.replace('"data":2.0', '"data":' + "[" * 900 + "]" * 900, 1), r"needs a number, got \[\[|too deep"),
        (node(data={"decimal": "9" * 10**6 + "x"}), "has the number"),
        (node(operation="x" * 10**6, data=1), "unknown operation 'xxx"),
    ],
)
def test_damaged_text_is_an_error_that_says_what_is_wrong(text: str, match: str) -> None:
    with pytest.raises(GraphError, match=match) as caught:
        from_json(text)
    assert "saved graph" in str(caught.value)
    assert len(str(caught.value)) < LONGEST_MESSAGE


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.sampled_from(["", "add", "float", "dot", "nan"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "fraction", "complex", "numpy", "integer", "decimal"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


def places(document: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to everything inside a JSON document."""
    found = [way] if way else []
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, inner in items:
        found += places(inner, (*way, key))
    return found


@given(st.data())
def test_any_change_to_a_file_gives_a_graph_or_a_graph_error(data: st.DataObject) -> None:
    document = json.loads(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(places(document)))
        inside = document
        for key in way:
            inside = inside[key]
        if data.draw(st.booleans()):
            inside[last] = data.draw(json_values)
        else:
            del inside[last]
        if not places(document):
            break
    try:
        loaded = from_json(json.dumps(document))
    except GraphError:
        return
    assert_same_graph(loaded, from_json(to_json(*loaded)))


@given(st.integers(0, len(GOOD)), st.integers(0, 3), st.text(max_size=3))
def test_any_change_to_the_text_gives_a_graph_or_a_graph_error(start: int, length: int, text: str) -> None:
    try:
        loaded = from_json(GOOD[:start] + text + GOOD[start + length :])
    except GraphError:
        return
    assert_same_graph(loaded, from_json(to_json(*loaded)))


# Files.


def test_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    save(path, Value(1.0))
    size = path.stat().st_size
    assert load(path, max_bytes=size)[0].data == 1.0
    with pytest.raises(GraphError, match=f"has {size} bytes, more than max_bytes={size - 1}"):
        load(path, max_bytes=size - 1)


def test_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    with pytest.raises(GraphError, match=r"picture\.png: .* not UTF-8 text"):
        load(tmp_path / "picture.png")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "missing.json")


def test_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    path.write_text(damaged(lambda d: d.update(version=2)), encoding="utf-8")
    with pytest.raises(GraphError, match=r"graph\.json: not a saved graph: version 1 can be read"):
        load(path)


def test_device_is_no_saved_graph() -> None:
    with pytest.raises(OSError, match="only a regular file can be read"):
        load("/dev/zero", max_bytes=1000)


class OwnNumber:
    """A number type that the format does not know."""

    def __neg__(self) -> "OwnNumber":
        return self


@pytest.mark.parametrize("number", [OwnNumber(), numpy.longdouble(1)], ids=lambda x: type(x).__name__)
def test_number_that_cannot_be_saved_leaves_the_old_file(tmp_path: Path, number: Any) -> None:
    path = tmp_path / "graph.json"
    save(path, Value(1.0))
    before = path.read_bytes()
    with pytest.raises(TypeError, match="a saved graph holds int, float, complex, Fraction, Decimal or NumPy numbers"):
        save(path, Value(number))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save(tmp_path / "missing" / "graph.json", Value(1.0))
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        save(tmp_path / "folder", Value(1.0))
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]
    assert list((tmp_path / "folder").iterdir()) == []


def test_failure_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.json"
    save(path, Value(1.0))
    before = path.read_bytes()

    def no_space(descriptor: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_space)
        with pytest.raises(OSError, match="no space left"):
            save(path, Value(2.0))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_only_values_are_saved() -> None:
    with pytest.raises(TypeError, match="a graph is saved from Values, got float"):
        to_json(2.0)  # type: ignore[arg-type]


def test_constants_stay_constants() -> None:
    (loaded,) = from_json(to_json(constant(math.pi)))
    assert loaded.is_constant
    assert loaded.data == math.pi
    (decimal,) = from_json(to_json(Value(Decimal("1.10"))))
    assert str(decimal.data) == "1.10"


def test_exactness_of_saved_fractions() -> None:
    x = Value(Fraction(1, 3))
    assert from_json(to_json(x + Fraction(1, 7)))[0].data == Fraction(10, 21)
    assert set(EXACT) <= set(TABLE)
