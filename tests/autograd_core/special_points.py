"""Random graphs at special points (zeros, ties, negative bases, the ends of floats, infinities), run by every executor.

    python -m tests.autograd_core.special_points 20000

draws so many graphs, prints how many comparisons were made and every disagreement, also with PyTorch and JAX where they
are installed. Here: drawing, running, comparing. Not here: the other engines (other_engines.py).
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core import (
    TABLE,
    Value,
    atan2,
    backward_steps,
    compile_graph,
    cos,
    gradients,
    identity,
    paths,
    sin,
    tan,
    tangents,
    topological_order,
)
from autograd_core import sum as sum_of
from autograd_core.differentiate import recorded_gradients, turns
from autograd_core.strategies import DrawnGraph, Instruction
from autograd_core.value import errors_kept
from tests.autograd_core.other_engines import ENGINES, OURS_ALONE, Engine

SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, 1e-320, -1e-320, 1e308, -1e308, math.inf, -math.inf)
COMMON = 9  # of them, the first, are drawn half of the time
NUMBERS = (-2, -1, 0, 1, 2, 3, 0.5)  # where a row takes a plain number
ORDINARY = (0.6, 1.3, 0.9)  # the point at which graphs are recorded for a program
# Executors add, and take powers, in different orders and ways.
TOLERANCE = 1e-9
# What is left where numbers of about 1 cancel: a few roundings of 2.2e-16.
CANCELLED = 1e-13
HUGE = 1e150  # the product of two is infinite
ALL_BUT_INFINITE = 1e307  # the sum of a few is
FAR = 1e6  # a sine's argument that has lost six of its digits
# JAX takes as long for a graph as all others together for many.
EVERY = {"PyTorch": 1, "JAX": 20}

ON_JAX = "to_jax"  # the pure function of a program
BY_JAX = "jax.grad"  # the gradient of its values by JAX
OF_JAX = {"jax", ON_JAX, BY_JAX}

Gradient = list[float] | None  # None: refused


def drawn(rng: random.Random) -> DrawnGraph:
    """A graph of up to 7 operations, each of which reads the one before it."""
    point = [rng.choice(SPECIAL[:COMMON] if rng.random() < 0.5 else SPECIAL) for _ in range(rng.randint(1, 3))]
    count = len(point)
    instructions = []
    for _ in range(rng.randint(1, 7)):
        row = rng.choice(list(TABLE.values()))
        size = row.arity or 3
        inputs: list[Any] = [rng.randrange(count) for _ in range(size)]
        free = [i for i in range(size) if i not in row.numbers]
        inputs[rng.choice(free)] = count - 1
        for i in row.numbers:
            inputs[i] = rng.choice(NUMBERS)
        instructions.append(Instruction(row, tuple(inputs)))
        count += 1
    return DrawnGraph(tuple(point), tuple(instructions))


def numbers(values: Sequence[Any]) -> list[float]:
    return [float(x) for x in values]


def refusable(run: Callable[[], list[float]]) -> Gradient:
    """What `run` gives; None where it raises, as Python's numbers do."""
    try:
        return run()
    except (ArithmeticError, ValueError):
        return None


def is_same(x: float, y: float, scale: float = 1.0) -> bool:
    is_nan = x != x and y != y
    return x == y or is_nan or math.isclose(x, y, rel_tol=TOLERANCE, abs_tol=CANCELLED * scale)


def are_same(ours: Gradient, theirs: Gradient) -> bool:
    """Whether two executors say the same; a refusal is NaN throughout."""
    if ours is None or theirs is None:
        return all(x != x for x in (ours or theirs or []))
    scale = max([1.0, *(abs(x) for x in ours if math.isfinite(x))])
    return all(is_same(x, y, scale) for x, y in zip(ours, theirs, strict=True))


def by_backward(output: Value, leaves: Sequence[Value]) -> list[float]:
    for leaf in leaves:
        leaf.grad = 0
    output.backward()
    return numbers([leaf.grad for leaf in leaves])


def by_gradients(output: Value, leaves: Sequence[Value]) -> list[float]:
    return numbers([x.data for x in gradients(output, leaves)])


def by_tangents(output: Value, leaves: Sequence[Value]) -> list[float]:
    return numbers([tangents([output], leaves, [float(x is y) for y in leaves])[0].data for x in leaves])


def by_steps(output: Value, leaves: Sequence[Value]) -> list[float]:
    totals: dict[Value, Any] = {}
    for step in backward_steps(output):
        for each, total in zip(step.contributions, step.sums, strict=True):
            totals[each.value] = total
    return numbers([1 if leaf is output else totals.get(leaf, 0) for leaf in leaves])


def by_paths(output: Value, leaves: Sequence[Value]) -> list[float]:
    return numbers([paths(output, leaf).gradient for leaf in leaves])


def recorded_elsewhere(graph: DrawnGraph) -> tuple[Value, list[Value]]:
    """The same graph, recorded at ordinary numbers, whether or not it has a value there."""
    leaves = [Value(x) for x in ORDINARY[: len(graph.point)]]
    with errors_kept():
        return graph(*leaves), leaves


def by_program(
    output: Value, leaves: Sequence[Value], point: Sequence[float], executor: Any
) -> tuple[float, list[float]]:
    if executor in RUNS:
        return RUNS[executor](compile_graph(output, inputs=[], parameters=leaves), point)
    program = compile_graph(output, inputs=[], parameters=leaves, executor=executor)
    values, slopes = program.value_and_grad(np.empty((1, 0)), list(point))
    return float(values[0]), numbers(slopes)


def _by_function_on_jax(program: Any, point: Sequence[float]) -> tuple[float, list[float]]:
    import jax

    # each step by itself: compiling a graph takes JAX a second
    with jax.enable_x64(True), jax.disable_jit():
        value, slopes = program.to_jax()(np.empty((1, 0)), np.array(point))
    return float(value[0]), numbers(slopes)


def _by_gradient_of_jax(program: Any, point: Sequence[float]) -> tuple[float, list[float]]:
    import jax

    function, batch = program.to_jax(), np.empty((1, 0))
    with jax.enable_x64(True), jax.disable_jit():
        value, slopes = jax.value_and_grad(lambda theta: function(batch, theta)[0][0])(np.array(point))
    return float(value), numbers(slopes)


# What else runs a program, at a point: the value, and the gradient.
RUNS: dict[str, Callable[[Any, Sequence[float]], tuple[float, list[float]]]] = {
    ON_JAX: _by_function_on_jax,
    BY_JAX: _by_gradient_of_jax,
}
EAGER = {"gradients": by_gradients, "tangents": by_tangents, "steps": by_steps, "paths": by_paths}
# They multiply the slopes of a path from its other end: where an infinity comes in, another number may come out.
FORWARD = ("tangents", "paths")
EXECUTORS = ("arrays", "loop")


def disagreements(graph: DrawnGraph, executors: Sequence[str], counts: Counter[str]) -> Iterator[str]:
    """What the executors say differently of a graph, in words."""
    try:
        output, leaves = graph.record()
    except (ArithmeticError, ValueError):
        yield from _where_there_is_no_value(graph, executors, counts)
        return
    if _is_chaotic(output):
        counts["chaotic"] += 1
        return
    if _sees_the_sign_of_zero(output):
        counts["sign of zero"] += 1
        executors = ()
    if not OF_JAX.isdisjoint(executors) and _meets_subnormals(output):
        counts["subnormal"] += 1
        return  # JAX takes numbers as small as 1e-320 for 0
    expected = refusable(lambda: by_backward(output, leaves))
    counts["refused slopes" if expected is None else "gradients"] += 1
    for name, run in EAGER.items():
        found = refusable(lambda run=run: run(output, leaves))
        if are_same(expected, found):
            continue
        if name in FORWARD and _meets_infinity(output):
            counts["infinite in one order of products"] += 1
            continue
        yield f"backward {expected}, {name} {found}"
    for executor in executors:
        other, other_leaves = recorded_elsewhere(graph)
        value, slopes = by_program(other, other_leaves, graph.point, executor)
        if not is_same(value, float(output.data)) or not are_same(expected, slopes):
            if executor not in EXECUTORS and any(
                ALL_BUT_INFINITE < abs(node.data) < math.inf for node in topological_order(output)
            ):
                counts["infinite in one order of sums"] += 1
                continue
            yield f"eager {output.data}, {expected}, {executor} {value}, {slopes}"
    if expected is not None:
        yield from _of_second_order(graph, executors, counts)


def _met(output: Value) -> list[float]:
    """All slopes and gradients on the way."""
    return [float(x) for turn in turns(output, 1, []) for x in (turn.gradient, *turn.slopes, *turn.amounts)]


def _largest_met(output: Value) -> float:
    """The largest finite slope or gradient on the way, of whose rounding errors something is left where they cancel."""
    return max((abs(x) for x in _met(output) if math.isfinite(x)), default=1.0)


def _meets_infinity(output: Value) -> bool:
    """Whether a slope or a gradient on the way is infinite or NaN, or so large that a product of them is."""
    return not all(abs(x) < HUGE for x in _met(output))


def _meets_subnormals(output: Value) -> bool:
    return any(map(_is_subnormal, [*_met(output), *(float(node.data) for node in topological_order(output))]))


def _is_subnormal(x: float) -> bool:
    return 0 < abs(x) < sys.float_info.min


def _is_chaotic(output: Value) -> bool:
    """Whether a sine is taken of a number so large that its rounding error is a good part of a period."""
    return any(
        node.operation in (sin, cos, tan) and FAR < abs(parent.data) < math.inf and not parent.is_leaf
        for node in topological_order(output)
        for parent in node.parents
    )


def _sees_the_sign_of_zero(output: Value) -> bool:
    """Whether an angle is taken at a zero: whether that is -0.0 depends on the order of sums, as in array code."""
    return any(
        node.operation is atan2 and any(parent.data == 0 for parent in node.parents)
        for node in topological_order(output)
    )


def _where_there_is_no_value(graph: DrawnGraph, executors: Sequence[str], counts: Counter[str]) -> Iterator[str]:
    if any(instruction.operation.has_index for instruction in graph.instructions):
        counts["refused, maybe beside a choice"] += 1  # a plain index chose, and the other entries are in no graph
        return
    if not OF_JAX.isdisjoint(executors) and any(map(_is_subnormal, graph.point)):
        counts["subnormal"] += 1
        return
    counts["refused values"] += 1
    for executor in executors:
        output, leaves = recorded_elsewhere(graph)
        if output.is_leaf:
            continue
        value, slopes = by_program(output, leaves, graph.point, executor)
        if not math.isnan(value) or not all(map(math.isnan, slopes)):
            yield f"eager refuses, {executor} {value}, {slopes}"


def _of_second_order(graph: DrawnGraph, executors: Sequence[str], counts: Counter[str]) -> Iterator[str]:
    output, leaves = graph.record()
    try:
        first = sum_of(gradients(output, leaves))
    except (ArithmeticError, ValueError):
        return  # where a gradient is NaN, the rule of a gate that is closed may be blamed for it
    if first.is_constant:
        return
    counts["second order"] += 1
    expected = refusable(lambda: by_backward(first, leaves))
    found = refusable(lambda: by_gradients(first, leaves))
    if not are_same(expected, found):
        yield f"second order: backward {expected}, gradients {found}"
    for executor in executors:
        other, other_leaves = recorded_elsewhere(graph)
        slope = sum_of([identity(x) for x in recorded_gradients(other, other_leaves)[0]])
        if not isinstance(slope, Value) or slope.is_constant:
            continue
        value, slopes = by_program(slope, other_leaves, graph.point, executor)
        if not is_same(value, float(first.data)) or not are_same(expected, slopes):
            if expected is not None and all(
                is_same(x, y, _largest_met(first)) for x, y in zip(expected, slopes, strict=True)
            ):
                counts["cancelled in another order"] += 1
                continue
            yield f"second order: eager {first.data}, {expected}, {executor} {value}, {slopes}"


def differences_to(graph: DrawnGraph, name: str, run: Engine, counts: Counter[str]) -> Iterator[str]:
    """Where another engine has a finite gradient, and ours, which does not refuse, is another."""
    if any(instruction.operation.name in OURS_ALONE for instruction in graph.instructions):
        return
    try:
        output, leaves = graph.record()
    except (ArithmeticError, ValueError):
        return
    ours = refusable(lambda: by_backward(output, leaves))
    if ours is None:
        return
    if _is_chaotic(output) or (name == "JAX" and _meets_subnormals(output)):
        return  # JAX's compiler takes numbers as small as 1e-320 for 0
    theirs = run(graph)
    counts[name] += 1
    for x, y in zip(ours, theirs, strict=True):
        if not math.isfinite(y) or is_same(x, y):
            continue
        if _meets_infinity(output):  # PyTorch and JAX divide by 1e-320 where we multiply by its inverse, an infinity
            counts[f"{name}, infinite slopes"] += 1
        else:
            yield f"backward {ours}, {name} {theirs}"
        return


def drawn_graphs(count: int, seed: int = 0) -> Iterator[DrawnGraph]:
    rng = random.Random(seed)
    for _ in range(count):
        yield drawn(rng)


def main(count: int) -> int:
    """Draw `count` graphs; the number of disagreements, after printing each."""
    counts: Counter[str] = Counter()
    wrong = 0
    others = {name: found() for name, found in ENGINES.items()}
    for i, graph in enumerate(drawn_graphs(count)):
        found = list(disagreements(graph, EXECUTORS, counts))
        for name, run in others.items():
            found += [] if i % EVERY[name] else differences_to(graph, name, run, counts)
        for words in found:
            wrong += 1
            print(f"graph {i}: {words}{graph!r}", flush=True)
    print(f"{count:,} graphs, {dict(counts)}, {wrong} disagreements")
    return wrong


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]))))
