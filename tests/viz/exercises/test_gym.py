"""The gym: every broken engine is unmasked by its smallest graph, by no smaller one, and a right one by none."""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from autograd_core import TABLE, Value, backward_steps, maximum, relu, topological_order
from autograd_core import sum as sum_of
from autograd_core.strategies import DrawnGraph, Instruction, graphs
from autograd_core.words import LANGUAGES, speaking, words
from autograd_core.words.english import ENGLISH
from tests.languages import english_in, strange_table
from viz import gym
from viz.exercises.broken import Engine
from viz.exercises.faults import FAULTS
from viz.exercises.gym import MOST_GATES, Gym, Handed, Sighting
from viz.exercises.specimens import program, specimens

NAMES = [engine.fault.rpartition(".")[2] for engine in FAULTS]
every_engine = pytest.mark.parametrize("engine", FAULTS, ids=NAMES)

# Faults of order and of adding up: they need a value that is used twice, which no chain has.
HIDDEN_BY_CHAINS = (
    "overwrites", "mean", "set", "two_uses", "between", "last_gate",
    "impatient", "nearest_first", "farthest_first", "depth_first", "users_counted_once",
)  # fmt: skip

RIGHT = Engine(fault="gym.fault", smallest=lambda: Value(0.0))


def is_unmasked(engine: Engine, graph: Value) -> bool:
    return Sighting(engine, Handed(graph)).is_unmasked


def handed(graph: DrawnGraph) -> Handed:
    """A drawn graph; not one in which a closed gate keeps from the leaves what has no value."""
    output, _ = graph.record()
    steps = [*backward_steps(output)]
    assume(all(math.isfinite(edge.local_gradient) for step in steps for edge in step.contributions))
    return Handed(output)


def gates(graph: Value) -> int:
    return sum(1 for node in topological_order(graph) if node.parents)


def test_there_are_thirty_engines_with_a_fault_each() -> None:
    assert len(set(NAMES)) == len(FAULTS) == 30
    assert len({ENGLISH[engine.fault] for engine in FAULTS}) == 30


@settings(max_examples=40)
@given(graphs() | graphs(kind="fraction"))
def test_right_engine_is_never_unmasked(graph: DrawnGraph) -> None:
    assert not Sighting(RIGHT, handed(graph)).is_unmasked


@every_engine
def test_smallest_graph_unmasks_its_engine_for_a_star(engine: Engine) -> None:
    hall, number = gym(), FAULTS.index(engine) + 1
    (verdict,) = hall.check(number, hall.smallest(number))
    assert verdict.is_right
    assert words(engine.fault) in verdict.words
    assert hall.unmasked == hall.stars == [number]


# Rows in which faults hide, and numbers at kinks, at ties, and beside them.
ROWS = ("add", "multiply", "negative", "subtract", "maximum", "relu", "sigmoid", "sum")
NUMBERS = (-1, 0, 1, 2)
INPUTS = {"maximum": 2, "sum": 3}  # of rows that take any number of them


LEAVES = 2


def small_graphs(size: int, rows: Sequence[str] = ROWS, numbers: Sequence[int] = NUMBERS) -> Iterator[Value]:
    """The output of every graph of `size` gates of these rows on leaves of these numbers."""
    for instructions in _programs(size, rows, LEAVES):
        for point in product(numbers, repeat=LEAVES):
            yield DrawnGraph(point, instructions).record()[0]


def _programs(size: int, rows: Sequence[str], values: int) -> Iterator[tuple[Instruction, ...]]:
    if not size:
        yield ()
        return
    for name in rows:
        row = TABLE[name]
        for inputs in product(range(values), repeat=INPUTS.get(name, row.arity or 1)):
            for rest in _programs(size - 1, rows, values + 1):
                yield (Instruction(row, inputs), *rest)


def unmasked_by_one_gate() -> set[str]:
    """The faults that a graph of one gate shows."""
    masked = dict(zip(NAMES, FAULTS, strict=True))
    for output in small_graphs(1):
        graph = Handed(output)
        masked = {name: engine for name, engine in masked.items() if not Sighting(engine, graph).is_unmasked}
    return set(NAMES) - set(masked)


def test_one_gate_unmasks_just_those_whose_smallest_graph_has_one() -> None:
    expected = {name for engine, name in zip(FAULTS, NAMES, strict=True) if gates(engine.smallest()) == 1}
    assert unmasked_by_one_gate() | {"power"} == expected  # powers take a plain number


STRUCTURE = {"nearest_first", "farthest_first", "depth_first", "gives_up", "users_counted_once"}


def test_faults_of_more_than_two_gates_are_those_of_order() -> None:
    assert {name for engine, name in zip(FAULTS, NAMES, strict=True) if gates(engine.smallest()) > 2} == STRUCTURE


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(STRUCTURE))
def test_no_smaller_graph_unmasks_a_fault_of_order(name: str) -> None:
    engine = FAULTS[NAMES.index(name)]
    for size in range(2, gates(engine.smallest())):
        found = small_graphs(size) if size == 2 else small_graphs(size, ("add", "negative", "multiply"), (1, 2))
        assert not any(is_unmasked(engine, output) for output in found)


@settings(max_examples=30)
@given(graphs(size=3))
def test_no_graph_of_any_rows_unmasks_with_fewer_gates_than_the_smallest(graph: DrawnGraph) -> None:
    drawn = handed(graph)
    harder = [engine for engine in FAULTS if gates(engine.smallest()) > gates(drawn.graph.output)]
    assert [engine.fault for engine in harder if Sighting(engine, drawn).is_unmasked] == []


UNARY = [name for name, row in TABLE.items() if row.arity == 1]


@settings(max_examples=40)
@given(graphs(operations=UNARY, leaves=1, size=6))
def test_chains_hide_faults_of_order_and_of_adding_up(graph: DrawnGraph) -> None:
    drawn = handed(graph)
    assume(all(node.parents == (before,) for before, node in pairwise(drawn.graph.order)))
    assert [name for name in HIDDEN_BY_CHAINS if Sighting(FAULTS[NAMES.index(name)], drawn).is_unmasked] == []


def test_graph_that_unmasks_nothing_is_told_so_and_not_the_fault() -> None:
    hall = gym()
    x = Value(3.0, "x")
    for number, engine in enumerate(FAULTS, start=1):
        (verdict,) = hall.check(number, x * 1.0)
        if not verdict.is_right:
            assert verdict.words == "not unmasked: on this graph every gradient is right"
            assert words(engine.fault) not in str(hall)


def test_fault_that_leaves_do_not_feel_is_told_to_be_somewhere() -> None:
    x = Value(2.0, "x")
    s = x * 0.0
    (verdict,) = gym().check(NAMES.index("between") + 1, s + s)
    assert verdict.words.startswith("not unmasked: something goes wrong on the way")


def test_what_is_seen_names_the_first_gradient_that_differs() -> None:
    x = Value(3.0, "x")
    s = x * x
    s.label = "s"
    (verdict,) = gym().check(NAMES.index("overwrites") + 1, s + s)
    assert verdict.words == (
        "unmasked. The first gradient that differs is that of s: 2 is right, and it says 1. It writes = for +=: of "
        "what arrives at a value only the last stays. A graph of 1 gate can do it."
    )


def test_star_comes_with_the_smallest_graph_and_stays() -> None:
    hall, number = gym(), NAMES.index("overwrites") + 1
    x = Value(3.0, "x")
    hall.check(number, x * x + x)
    assert (hall.unmasked, hall.stars) == ([number], [])
    assert str(hall).splitlines()[number + 1].endswith("only the last stays  (yours has 2)")
    hall.check(number, x + x)
    hall.check(number, x * x + x)
    assert hall.stars == [number]
    assert "2  1 gate  ★  It writes = for +=" in str(hall)


def test_table_keeps_faults_to_itself_until_they_are_unmasked() -> None:
    hall = gym()
    assert repr(hall) == "<The gym of broken engines: 0 of 30 unmasked, 0 with the smallest graph>"
    assert len(str(hall).splitlines()) == 32
    everything = str(hall) + hall._repr_mimebundle_()["text/html"].partition("<iframe")[0]
    assert not any(words(engine.fault) in everything for engine in FAULTS)


def test_graph_that_is_not_yet_written_is_open() -> None:
    assert gym().check(1, ...)[0].words == "is still open"


def test_handing_in_leaves_every_gradient_as_it_was() -> None:
    x = Value(3.0, "x")
    output = x * x
    output.backward()
    for number in range(1, len(FAULTS) + 1):
        gym().check(number, output)
    assert (x.grad, output.grad) == (6.0, 1)


def wide(depth: int) -> Value:
    x = Value(1.0)
    for _ in range(depth):
        x = x + x
    return x


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: 3.0, "a graph is handed in as its output, a Value, got float 3.0"),
        (lambda: Value(3.0), "a graph has at least one gate, got a leaf"),
        (lambda: Value(1j) * 2, "these engines compute with real numbers, got 1j"),
        (lambda: Value(float("inf")) * 2, "finite numbers, gradients and local gradients, got inf"),
        (
            lambda: relu(Value(-1.0)) * relu(Value(-2.0)).sqrt(),
            "finite numbers, gradients and local gradients, got nan",
        ),
        (lambda: 1 / Value(1e-200), "finite numbers, gradients and local gradients, got -inf"),
        (lambda: wide(20), "walks every way"),
        (lambda: sum_of([Value(1.0) * i for i in range(MOST_GATES)]), f"at most {MOST_GATES} gates"),
        (lambda: Value(0.0).sqrt(), "sqrt"),
    ],
)
def test_what_no_engine_can_be_run_on_is_refused(build: Callable[[], Value], said: str) -> None:
    with pytest.raises((TypeError, ValueError, ArithmeticError), match=said):
        gym().check(1, build())


@pytest.mark.parametrize("number", [0, 31, "1", 1.0, None])
def test_engines_have_numbers(number: object) -> None:
    with pytest.raises(ValueError, match="the engines have the numbers 1 to 30"):
        gym().check(number, Value(1.0) * 2)  # type: ignore[arg-type]


def test_gym_speaks_the_chosen_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "strange", strange_table())
    hall = Gym()
    with speaking("strange"):
        said = [str(hall.check(number, hall.smallest(number))) for number in range(1, len(FAULTS) + 1)]
        said += [str(hall), repr(hall), str(gym().check(1, Value(1.0) + 1))]
    assert english_in(" ".join(said), set()) == set()


def test_graphs_to_choose_from_have_the_smallest_of_every_engine() -> None:
    found = specimens()
    assert len({program(graph) for graph in found}) == len(found)
    for engine in FAULTS:
        unmasking = [gates(graph) for graph in found if is_unmasked(engine, graph)]
        assert min(unmasking) == gates(engine.smallest())
        assert len(unmasking) < len(found) / 2  # one has to look for them


def test_graph_is_written_as_python_would() -> None:
    x, y = Value(2, "x"), Value(0.5, "y")
    a = x * 3
    b = -y
    c = maximum(a, b)
    d = abs(c)
    e = d**2
    for letter, gate in zip("abcde", (a, b, c, d, e), strict=True):
        gate.label = letter
    assert program(e).splitlines() == [
        "x = 2, y = 0.5",
        "a = x * 3",
        "b = -y",
        "c = maximum(a, b)",
        "d = absolute(c)",
        "e = d ** 2",
    ]


def test_page_has_what_is_said_of_every_engine_and_graph_and_begins_with_what_is_unmasked(tmp_path: Path) -> None:
    hall = gym()
    fresh = hall.save(tmp_path / "gym.html").read_text("utf-8")
    hall.check(2, hall.smallest(2))
    later = hall.save(tmp_path / "gym.html").read_text("utf-8")
    first, second = (json.loads(re.findall(r'id="data">(.*?)</script>', page)[0]) for page in (fresh, later))
    assert (first["found"], second["found"]) == ({}, {"1": 1})
    assert first["name"] == second["name"]  # what was kept is of the same exercise
    for engine, outcomes in enumerate(first["outcomes"], start=1):
        for graph, outcome in zip(specimens(), outcomes, strict=True):
            (verdict,) = hall.check(engine, graph)
            assert verdict.is_right == isinstance(outcome, str)
            assert not verdict.is_right or outcome in verdict.words
    with pytest.raises(ValueError, match=r"a gym is saved as \.html"):
        hall.save(tmp_path / "gym.svg")
