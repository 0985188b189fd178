"""Modes hold in their own block and nowhere else, and do not reach what promises a derivative."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import dis
import functools
import inspect
import itertools
import math
import sys
import threading
import types
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

import autograd_core
from autograd_core import (
    GraphError,
    Value,
    backward_steps,
    check_gradients,
    compile_graph,
    constant,
    debug,
    derivative_formula,
    exp,
    explain,
    grad,
    gradients,
    greater,
    hessian,
    hvp,
    jacobian,
    jvp,
    local_gradient_formulas,
    maximum,
    no_grad,
    numerical_gradient,
    paths,
    recording,
    sqrt,
    tanh,
    value_and_grad,
    vjp,
    where,
)
from autograd_core.modes import (
    Mode,
    deriving,
    differentiating,
    in_force,
    note_made,
    numbers_alone,
    open_blocks,
    undisturbed,
    watches,
)
from autograd_core.modes import watching as watching_block

# What promises a derivative gives it in any mode.


def f(x: Any) -> Any:
    """Smooth at the points below, with a decision on its argument."""
    y = tanh(x) * maximum(x, 1.5)
    return y * y if x > 0 else -y


def g(xs: Any) -> Any:
    return xs[0] ** xs[1] + f(xs[1])


def gated(x: Any) -> Any:
    """At 0, the branch that is not taken has no slope, at 1.5 no finite number."""
    return where(greater(x, 1), sqrt(x) * exp(x), 3 * x * x) + where(greater(x, 2), x * 1e308 * 1e308, x)


def _recorded() -> tuple[Value, Value]:
    x = Value(2.0, "x")
    return x * x * x.exp(), x


def _compiled(*, recorded_outside: bool) -> Any:
    output, x = _outside if recorded_outside else _recorded()
    program = compile_graph(output, [], input_gradients=True)
    assert program.parameters == (x,) or list(program.parameters) == [x]
    return [part.tolist() for part in program.value_and_grad([[]])]


_outside = _recorded()

PROMISES: dict[str, Callable[[], Any]] = {
    "grad": lambda: grad(f)(2.0),
    "grad of grad": lambda: grad(grad(f))(2.0),
    "grad of a list": lambda: grad(g)([2.0, 3.0]),
    "grad of a function with a grad in it": lambda: grad(lambda x: x * grad(f)(x))(2.0),
    "grad of grad behind a closed gate": lambda: grad(grad(lambda x: gated(x) - x))(0.0),
    "value_and_grad": lambda: value_and_grad(f)(2.0),
    "jacobian": lambda: jacobian(lambda xs: [f(x) for x in xs])([2.0, -3.0]),
    "hessian": lambda: hessian(g)([2.0, 3.0]),
    "vjp": lambda: vjp(f, 2.0)[1](3.0),
    "jvp": lambda: jvp(f, (2.0,), (3.0,)),
    "hvp": lambda: hvp(g, [2.0, 3.0], [1.0, -1.0]),
    "numerical_gradient": lambda: numerical_gradient(f, 2.0),
    "check_gradients": lambda: str(check_gradients(f, 2.0, 2)),
    "check_gradients behind a closed gate": lambda: str(check_gradients(gated, 1.5)),
    "local_gradient_formulas": lambda: local_gradient_formulas(autograd_core.power),
    "derivative_formula": lambda: derivative_formula(*_outside),
    "compile_graph": lambda: _compiled(recorded_outside=True),
    "gradients": lambda: gradients(_outside[0], [_outside[1]])[0].data,
    "backward": lambda: _backward(*_outside),
    "explain": lambda: str(explain(*_outside)),
    "paths": lambda: repr(paths(*_outside)),
    "backward_steps": lambda: [step.gradient for step in backward_steps(_outside[0])],
}


def _backward(output: Value, x: Value) -> Any:
    x.grad = 0
    output.backward()
    return x.grad


MODES: dict[str, Callable[[], Mode]] = {"no_grad": no_grad, "recording": recording, "debug": debug}


# gradients() gives nodes, and in no_grad() numbers, which a recording refuses.
CASES = [(promise, mode) for promise in PROMISES for mode in [*MODES, "all of them"]]
CASES.remove(("gradients", "all of them"))


@pytest.mark.parametrize(("promise", "mode"), CASES)
def test_derivative_is_the_same_in_every_mode(promise: str, mode: str) -> None:
    expected = PROMISES[promise]()
    with contextlib.ExitStack() as blocks:
        for name, block in MODES.items():
            if mode in (name, "all of them"):
                blocks.enter_context(block())
        assert PROMISES[promise]() == expected
        assert bool(in_force(no_grad)) == (mode in ("no_grad", "all of them")), "and the mode goes on"


def test_no_grad_in_a_function_means_what_it_means() -> None:
    def stopped(x: Any) -> Any:
        with no_grad():
            factor = x * x
        return x * factor

    assert grad(stopped)(3.0) == jvp(stopped, (3.0,), (1.0,))[1] == 9.0
    with no_grad():
        assert grad(stopped)(3.0) == 9.0
        assert grad(lambda x: x * grad(stopped)(x))(3.0) == 9.0, "the slope, 9, is a constant too"


def test_derivative_that_depends_on_values_from_outside_is_a_constant_in_no_grad() -> None:
    w = Value(3.0)
    with no_grad():
        value, slope = value_and_grad(lambda x: w * x * x)(2.0)
        pulled = vjp(lambda x: w * x, 2.0)[1](w)[0]
    assert [(x.data, x.is_constant) for x in (value, slope, pulled)] == [(12.0, True), (12.0, True), (9.0, True)]


def test_vjp_of_outside_is_pulled_in_no_grad_and_the_reverse() -> None:
    _, pull = vjp(lambda x: x * x * x, 2.0)
    with no_grad():
        assert pull(1.0) == (12.0,)
        _, pull = vjp(lambda x: x * x * x, 2.0)
    assert pull(1.0) == (12.0,)


def test_debug_names_what_is_infinite_in_a_derivative_and_not_what_stands_behind_a_closed_gate() -> None:
    with debug():
        with pytest.raises(FloatingPointError, match="gave inf from"):
            grad(lambda x: x * 1e300 * x)(1e10)
        with pytest.raises(FloatingPointError, match="became inf on the way"):
            grad(lambda x: (x * 1e-200).log() * 1e200)(1.0)
        with pytest.raises(FloatingPointError, match="became inf on the way"):
            jacobian(lambda x: [(x * 1e-200).log() * 1e200])(1.0)
        with pytest.raises(FloatingPointError, match="gave inf from"):
            jvp(lambda x: (x * 1e-200).log() * 1e200, (1.0,), (1e200,))
        _, x = _recorded()
        huge = Value(1e200)
        assert gradients(where(greater(x, 0), x, x * huge), [x])[0].data == 1.0


def test_debug_follows_an_infinite_derivative_through_the_branch_that_was_taken() -> None:
    with debug():
        with deriving():
            taken, other = Value(1e300) * 1e300, Value(math.inf) - Value(math.inf)
            derivative = where(Value(1), taken, other) * 2
        for watch in watches():
            with pytest.raises(FloatingPointError, match=r"^\* gave inf from 1e\+300, 1e\+300"):
                watch.derived([derivative])


# A decision on a Value, where a graph is recorded to be replayed.


def test_function_of_plain_numbers_decides_in_a_recording_as_outside() -> None:
    w = Value(3.0, "w")
    with recording():
        assert grad(lambda x: 3 * x if x == 1 else 2 * x)(1.0) == 3
        assert grad(lambda x: x * grad(lambda y: y * y if y > x else y)(x + 1.0))(1.0) == 6.0
        slope = grad(lambda x: w * x if x > 0 else x)(2.0)
    assert isinstance(slope, Value)
    assert slope.data == 3.0


@pytest.mark.parametrize(
    "decide",
    [
        lambda w: grad(lambda x: w * x if w > 0 else x)(2.0),
        lambda w: grad(lambda x: 3 * x if w * x > 0 else x)(2.0),
        lambda w: grad(lambda x: x if x == 3 else 2 * x)(w),
        lambda w: jvp(lambda x: x if x <= 3 else 2 * x, (w,), (1.0,)),
        lambda w: grad(lambda x: x if w != 3 else 2 * x)(1.0),
        lambda w: grad(lambda x: grad(lambda y: y if w > y else x)(x))(1.0),
        lambda w: w == 3.0,
        lambda w: w != Value(3.0),
        lambda w: constant(3.0) == 3.0,
        lambda w: [Value(3.0)].index(w),
        lambda w: max(w, 2 * w),
    ],
)
def test_decision_on_what_a_replay_may_change_is_refused(decide: Callable[[Value], Any]) -> None:
    w = Value(3.0, "w")
    with recording(), pytest.raises(GraphError, match="where, equal, maximum"):
        decide(w)


def closed(compute: Callable[..., Any]) -> Callable[..., Any]:
    """`compute`, in a no_grad() block."""

    def computed(*numbers: Any) -> Any:
        with no_grad():
            return compute(*numbers)

    return computed


@pytest.mark.parametrize(
    "compute",
    [
        lambda w: w * w,
        lambda w: 2 - w,
        lambda w: w.tanh(),
        lambda w: maximum(w, 0),
        lambda w: Value(6.0, (w,), (2.0,)),
        lambda w: grad(lambda x: w * x * x)(2.0),
        lambda w: gradients(_outside[0], [_outside[1]]),
        lambda w: vjp(lambda x: x * x, 2.0)[1](w),
        lambda w: jvp(lambda x: w * x, (2.0,), (1.0,)),
    ],
)
def test_what_no_grad_makes_a_number_is_refused_where_a_replay_may_change_it(compute: Callable[[Value], Any]) -> None:
    w = Value(3.0, "w")
    with recording(), pytest.raises(GraphError, match=r"no_grad\(\) made a number, .*outside of no_grad\(\)"):
        closed(compute)(w)
    closed(compute)(w)


def test_no_grad_computes_with_numbers_in_a_recording_as_outside() -> None:
    twice = closed(lambda x: 2 * x)
    with recording():
        assert twice(constant(3.0)).data == 6
        assert grad(lambda x: twice(x) * x)(3.0) == 6
        assert closed(lambda x: grad(lambda y: y * y)(x))(3.0) == 6


@pytest.mark.parametrize("ask", [bool, lambda x: 1 if x else 2, lambda x: not x, lambda x: x and 1, lambda x: x or 1])
def test_truth_of_a_value_is_refused_where_it_is_differentiated_or_recorded(ask: Callable[[Any], Any]) -> None:
    refused = pytest.raises(GraphError, match=r"truth of a Value .* where and equal")
    with recording(), refused:
        ask(Value(1.0))
    for differentiate in (grad, value_and_grad, jacobian, hessian):
        with refused:
            differentiate(ask)(1.0)
    with refused:
        vjp(ask, 1.0)
    with refused:
        jvp(ask, (1.0,), (1.0,))
    with refused:
        hvp(ask, 1.0, 1.0)
    with refused:
        check_gradients(ask, 1.0)
    assert bool(Value(0.0))


# Where a block holds.


def is_off(x: Value) -> bool:
    """Whether no_grad() holds here."""
    return (x * x).is_constant


def test_generator_that_waits_in_a_block_leaves_others_recording() -> None:
    x = Value(2.0)

    def values() -> Iterator[bool]:
        with no_grad():
            yield is_off(x)
            yield is_off(x)
        yield is_off(x)

    assert [(inside, is_off(x)) for inside in values()] == [(True, False), (True, False), (False, False)]
    first, second = values(), values()
    assert [next(first), next(second), next(first), next(first), next(second), next(second)] == [True] * 3 + [
        False,
        True,
        False,
    ]
    dropped = values()
    next(dropped)
    del dropped
    assert not is_off(x)
    assert not open_blocks


def test_context_manager_made_of_a_generator_is_a_block_of_whoever_enters_it() -> None:
    x = Value(2.0)

    @contextlib.contextmanager
    def quiet() -> Iterator[None]:
        with no_grad():
            yield

    with quiet():
        assert is_off(x)
    with contextlib.ExitStack() as blocks:
        blocks.enter_context(no_grad())
        blocks.enter_context(quiet())
        assert is_off(x)
    assert not is_off(x)

    def values() -> Iterator[bool]:
        with quiet(), contextlib.ExitStack() as blocks:
            blocks.enter_context(no_grad())
            yield is_off(x)

    generator = values()
    assert next(generator)
    assert not is_off(x)


@pytest.fixture
def _quiet() -> Iterator[None]:
    with no_grad():
        yield


@pytest.mark.usefixtures("_quiet")
def test_block_of_a_fixture_holds_in_the_test() -> None:
    assert is_off(Value(2.0))


def test_async_context_manager_made_of_a_generator_is_a_block_of_whoever_enters_it() -> None:
    x = Value(2.0)

    @contextlib.asynccontextmanager
    async def quiet() -> AsyncIterator[None]:
        with no_grad():
            await asyncio.sleep(0)
            yield

    async def entered() -> list[bool]:
        async with quiet(), contextlib.AsyncExitStack() as blocks:
            await blocks.enter_async_context(quiet())
            inside = is_off(x)
        return [inside, is_off(x)]

    async def values() -> AsyncIterator[bool]:
        with no_grad():
            yield is_off(x)
            yield is_off(x)

    async def beside_a_generator() -> list[tuple[bool, bool]]:
        return [(inside, is_off(x)) async for inside in values()]

    assert asyncio.run(entered()) == [True, False]
    assert asyncio.run(beside_a_generator()) == [(True, False)] * 2


def test_generator_closed_in_another_thread_leaves_nothing_on() -> None:
    x = Value(2.0)

    def values() -> Iterator[int]:
        with no_grad(), recording(), debug():
            yield 1

    generator = values()
    next(generator)
    thread = threading.Thread(target=generator.close)  # type: ignore[attr-defined]
    thread.start()
    thread.join()
    assert not is_off(x)
    assert not open_blocks


def test_tasks_have_modes_of_their_own_and_give_them_to_the_tasks_they_start() -> None:
    x = Value(2.0)
    seen: dict[str, bool] = {}

    async def look(name: str) -> None:
        await asyncio.sleep(0)
        seen[name] = is_off(x)

    async def switched_off() -> None:
        with no_grad():
            await look("in the block")
            await asyncio.gather(look("task of the block"), asyncio.to_thread(is_off, x))
            late = asyncio.create_task(look("task that outlives the block"))
            entered.set()
            await left.wait()
        await late
        await look("after the block")

    async def beside() -> None:
        await entered.wait()
        await look("beside")
        left.set()

    async def both() -> None:
        await asyncio.gather(switched_off(), beside())

    entered, left = asyncio.Event(), asyncio.Event()
    asyncio.run(both())
    assert seen == {
        "in the block": True,
        "task of the block": True,
        "task that outlives the block": True,
        "beside": False,
        "after the block": False,
    }
    assert not is_off(x)


def test_task_that_was_started_in_a_block_records_again_when_the_block_is_left() -> None:
    x = Value(2.0)

    async def outer() -> bool:
        async def child() -> bool:
            await left.wait()
            return is_off(x)

        left = asyncio.Event()
        with no_grad():
            task = asyncio.create_task(child())
            await asyncio.sleep(0)
        left.set()
        return await task

    assert asyncio.run(outer()) is False


def test_coroutine_driven_by_hand_holds_its_block_for_itself() -> None:
    x = Value(2.0)

    @types.coroutine
    def pause() -> Iterator[None]:
        yield

    async def switched_off() -> bool:
        with no_grad():
            await pause()
            return is_off(x)

    coroutine = switched_off()
    coroutine.send(None)
    assert not is_off(x)
    with pytest.raises(StopIteration) as stop:
        coroutine.send(None)
    assert stop.value.value is True


def test_decorated_generators_and_coroutines_run_in_the_block_and_wait_outside() -> None:
    x = Value(2.0)

    @no_grad()
    def values(start: int) -> Iterator[tuple[int, bool]]:
        sent = yield start, is_off(x)
        while sent is not None:
            sent = yield sent, is_off(x)

    @no_grad()
    async def value() -> bool:
        await asyncio.sleep(0)
        return is_off(x)

    @no_grad()
    async def stream() -> AsyncIterator[Any]:
        try:
            sent = yield is_off(x)
            yield sent
        except KeyError:
            yield "caught", is_off(x)

    async def used() -> list[Any]:
        found: list[Any] = [await value(), is_off(x)]
        generator: Any = stream()
        found += [await anext(generator), is_off(x), await generator.asend("sent")]
        found += [await generator.athrow(KeyError), is_off(x)]
        found += [item async for item in generator]
        early: Any = stream()
        await anext(early)
        await early.aclose()
        return [*found, is_off(x)]

    generator: Any = values(1)
    assert next(generator) == (1, True)
    assert not is_off(x)
    assert generator.send(5) == (5, True)
    assert list(generator) == []
    assert asyncio.run(used()) == [True, False, True, False, "sent", ("caught", True), False, False]
    assert inspect.isgeneratorfunction(values)
    assert inspect.iscoroutinefunction(value)
    assert inspect.isasyncgenfunction(stream)
    assert values.__name__ == "values"


class _Named:
    """A watch that tells its name for every node."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self.name, self.seen = name, seen

    def recorded(self, node: Value) -> None:
        self.seen.append(self.name)


def test_blocks_left_out_of_order_end_each_for_itself() -> None:
    seen: list[str] = []
    first, second = (watching_block(_Named(name, seen)) for name in ("first", "second"))  # type: ignore[arg-type]
    x = Value(1.0)
    first.__enter__()
    second.__enter__()
    x * x
    first.__exit__(None, None, None)
    x * x
    second.__exit__(None, None, None)
    x * x
    assert seen == ["first", "second", "second"]
    quiet, recorded = no_grad(), recording()
    quiet.__enter__()
    recorded.__enter__()
    quiet.__exit__(None, None, None)
    assert not is_off(x)
    with pytest.raises(GraphError):
        _ = x > 0
    recorded.__exit__(None, None, None)
    assert x > 0


def test_block_can_be_used_again_but_not_twice_at_a_time() -> None:
    x = Value(1.0)
    quiet = no_grad()
    for _ in range(2):
        with quiet:
            assert is_off(x)
            with pytest.raises(GraphError, match=r"this no_grad block is open already; write no_grad\(\) anew"):
                quiet.__enter__()
            assert is_off(x)
        assert not is_off(x)


def test_block_that_is_used_again_does_not_hold_where_it_held_before() -> None:
    x = Value(1.0)
    quiet = no_grad()
    before = contextvars.copy_context()

    def use() -> None:
        with quiet:
            pass

    before.run(use)
    with quiet:
        assert not before.run(is_off, x)


def test_decorated_function_may_call_itself() -> None:
    @no_grad()
    def power(x: Value, n: int) -> Value:
        return power(x, n - 1) * x if n else x

    result = power(Value(2.0), 5)
    assert (result.data, result.is_constant) == (64.0, True)


def test_closed_blocks_cost_nothing_and_keep_nothing_alive() -> None:
    x = Value(1.0)
    with no_grad(), debug():
        x * x
    with recording():
        x * x
    x * x
    assert not open_blocks
    with differentiating():
        Value(1.0)
    note_made(x)
    assert autograd_core.modes.open_calls == set()


# Ctrl-C.


def _interrupting(moment: int) -> Callable[..., Any]:
    """A trace function: KeyboardInterrupt at the moment so numbered at which Python looks for signals in modes.py.

    It looks where a function begins, after a call, and where a loop jumps back.
    """
    passed = 0

    def at_opcode(frame: types.FrameType, event: str, argument: object) -> Any:
        nonlocal passed
        frame.f_trace_opcodes = True
        if event == "opcode" and frame.f_lasti in _looks_for_signals(frame.f_code):
            passed += 1
            if passed == moment:
                raise KeyboardInterrupt
        return at_opcode

    def at_call(frame: types.FrameType, event: str, argument: object) -> Any:
        return at_opcode(frame, event, argument) if frame.f_code.co_filename == autograd_core.modes.__file__ else None

    return at_call


@functools.cache
def _looks_for_signals(code: types.CodeType) -> set[int]:
    instructions = list(dis.get_instructions(code))
    after_calls = {
        after.offset
        for before, after in itertools.pairwise(instructions)
        if before.opname.startswith(("CALL", "RESUME"))
    }
    return after_calls | {x.offset for x in instructions if x.opname.startswith("JUMP_BACKWARD")}


@pytest.mark.parametrize("block", [no_grad, recording, debug, differentiating, undisturbed])
def test_interrupt_at_the_door_leaves_nothing_on(block: Callable[[], Mode]) -> None:
    kinds = (no_grad, recording, watching_block, deriving, differentiating, undisturbed)
    interrupted = 0
    for moment in range(200):  # at 0 nothing is interrupted: Python 3.12 traces instructions from the second time on
        traced = sys.gettrace()
        sys.settrace(_interrupting(moment))
        try:
            with block():
                pass
        except KeyboardInterrupt:
            interrupted += 1
            done = False
        else:
            done = True
        finally:
            sys.settrace(traced)
        assert not any(in_force(kind) for kind in kinds)
        assert watches() == []
        note_made()
        assert not open_blocks
        if done and moment:
            break
    assert interrupted >= 5


def test_leaving_runs_no_python_that_an_interrupt_could_stop() -> None:
    for block in (no_grad(), recording(), debug(), differentiating()):
        assert inspect.isbuiltin(block.__exit__)


def test_library_computes_numbers_alone_where_a_graph_is_recorded_outside() -> None:
    x = Value(2.0)
    with recording(), numbers_alone():
        square = x * x
        assert square > 3
    assert square.is_leaf
