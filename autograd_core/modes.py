"""Modes: blocks in which operations are recorded in another way, or looked at while they are.

Here: no_grad, recording, what debug() is built on, and how a function that promises a derivative sets them aside. Not
here: recording itself (value.py).

A block holds in the thread or task that opened it and in the tasks that are started in it; one that is opened in a
generator or coroutine holds while that one runs, and not for others while it waits. A block is its `with` statement's
to close, by a lock: that runs no bytecode in which an interrupt could come between.
"""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from autograd_core.errors import GraphError

if TYPE_CHECKING:
    from autograd_core.value import Value

Function = TypeVar("Function", bound=Callable[..., Any])


class Watch(Protocol):
    """What looks at every node and every backward pass."""

    def recorded(self, node: Value) -> None:
        """A node was just recorded."""

    def derived(self, nodes: Sequence[Value]) -> None:
        """gradients() or tangents() gave these nodes; what they recorded on the way was announced under `deriving`."""

    def before_backward(self, output: Value) -> None:
        """A graph is about to be differentiated."""

    def after_backward(self, order: list[Value]) -> None:
        """Gradients were passed on, in this order, and no leaf has its sum yet."""


# Who records looks at the first set before anything else, because it is the cheaper look, and who makes a leaf at the
# second: they hold what is open in any thread, and maybe some that was closed since.
open_blocks: set[_Block] = set()
open_calls: set[_Block] = set()

_blocks_here: ContextVar[tuple[_Block, ...]] = ContextVar("blocks", default=())


class _Block:
    """One use of a mode, from its opening to its closing.

    Attributes:
        mode: what holds in it.
        number: which use of it this is.
        frame: the generator or coroutine that opened it; None for plain code.
        task: the asyncio task that did, if any.
    """

    __slots__ = ("frame", "mode", "number", "task")

    def __init__(self, mode: Mode, frame: FrameType | None) -> None:
        self.mode = mode
        self.number = mode._uses
        self.frame = frame
        self.task = frame and _task()

    def is_open(self) -> bool:
        """Whether it was not closed, wherever it holds."""
        mode = self.mode
        return self.number == mode._uses and mode._door.locked()

    def holds(self) -> bool:
        """Whether it is open, and not opened by a generator or coroutine that waits while this code runs."""
        mode, frame = self.mode, self.frame
        if self.number != mode._uses or not mode._door.locked():
            return False
        if frame is None or _is_running(frame):
            return True
        # a task that was started in the block has inherited it
        return bool(frame.f_code.co_flags & inspect.CO_COROUTINE) and _task() is not self.task


class _Exit:
    """`__exit__` of a mode: that of its lock, which takes what every `__exit__` takes."""

    def __get__(self, mode: Mode | None, kind: type[Mode]) -> Callable[..., None]:
        return _close if mode is None else mode._door.__exit__


def _close(mode: Mode, *exception: object) -> None:
    mode._door.release()


class Mode:
    """A block of a `with` statement, or a decorator of functions, generators and coroutines that puts them into one.

    Attributes:
        sets_aside: the modes that do not reach into it from outside.
        opened: where its blocks are listed.
    """

    sets_aside: tuple[type[Mode], ...] = ()
    opened = open_blocks

    def __init__(self) -> None:
        self._door = threading.Lock()  # locked while the block is open
        self._uses = 0

    def __enter__(self) -> Self:
        with _entering:
            if self._door.locked():
                name = type(self).__name__
                raise GraphError(f"this {name} block is open already; write {name}() anew for each block")
            self._uses += 1
            self._door.acquire()
        try:
            block = _Block(self, _opener(sys._getframe(1)))
            self.opened.add(block)
            # not a comprehension: where one jumps back, Python 3.13 lets an interrupt pass by this handler
            here = (*filter(_Block.is_open, _blocks_here.get()), block)
            # the last call: after it no interrupt can come before the body of `with`
            _blocks_here.set(here)
        except BaseException:
            self._door.release()
            raise
        return self

    if TYPE_CHECKING:

        def __exit__(self, *exception: object) -> None: ...
    else:
        __exit__ = _Exit()

    def __call__(self, function: Function) -> Function:
        """`function`, in a block of its own at each call."""
        return _in_blocks(function, self._anew)  # type: ignore[return-value]

    def _anew(self) -> Mode:
        return type(self)()


_entering = threading.Lock()


class no_grad(Mode):  # noqa: N801 - the field's spelling
    """In this block (or decorated function), operations compute and record nothing: their results are constants.

    Holds for the current thread or task. Blocks may be nested. A function that promises a derivative, such as `grad`,
    records what it needs for itself.
    """


class with_grad(Mode):  # noqa: N801 - like no_grad
    """In this block, operations record although a no_grad() outside would not let them: for a step of training."""

    sets_aside = (no_grad,)
    opened = open_calls


class watching(Mode):  # noqa: N801 - like no_grad
    """In this block, `watch` looks at every node and every backward pass."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch

    def _anew(self) -> watching:
        return watching(self.watch)


class deriving(Mode):  # noqa: N801 - like no_grad
    """In this block, gradients() or tangents() records: a watch judges what comes out, not what was on the way."""

    opened = open_calls


class differentiating(Mode):  # noqa: N801 - like no_grad
    """In this block, a function runs whose derivative was asked for, or the derivative is recorded.

    Attributes:
        made: the leaves that were made in it.
    """

    sets_aside = (no_grad,)
    opened = open_calls

    def __init__(self) -> None:
        super().__init__()
        self.made: set[Value] = set()


class recording(Mode):  # noqa: N801 - like no_grad
    """In this block, comparing a Value is an error: a graph for `compile_graph` is recorded in it.

    A program repeats what was recorded, so the answer to `x > 0` would hold for every sample as it fell for this one;
    `x == 0`, `if x:`, `sorted(values)` and Python's own `max(values)` ask too. So is an operation in `no_grad()`, whose
    result would be a constant. What cannot be seen: decisions on plain
    numbers, such as `if x.data > 0`, or on numbers that were drawn or counted. Holds for the current thread or task.
    A function that is differentiated at plain numbers may compare what depends on these alone.
    """

    sets_aside = (differentiating,)


class numbers_alone(no_grad):  # noqa: N801 - like no_grad
    """In this block, which is of no model, numbers alone are computed, also where a graph is recorded outside.

    For what trains or judges a model, and keeps no Value of what it computes here.
    """

    sets_aside = (recording,)


class undisturbed(Mode):  # noqa: N801 - like no_grad
    """In this block, no mode from outside holds: for what computes derivatives on the way to something else."""

    sets_aside = (no_grad, watching, deriving, differentiating, recording)
    opened = open_calls


Kind = TypeVar("Kind", bound=Mode)


def in_force(kind: type[Kind]) -> list[Kind]:
    """The modes of one kind that hold here, the outermost first."""
    found: list[Kind] = []
    for block in reversed(_blocks_here.get()):
        mode = block.mode
        if isinstance(mode, kind):
            if block.holds():
                found.insert(0, mode)
        elif kind in mode.sets_aside and block.holds():
            break
    return found


def watches() -> list[Watch]:
    """What looks at the nodes that are recorded here."""
    found = [mode.watch for mode in in_force(watching)]
    if not found:
        _forget_closed(open_blocks)
    return found


def note_made(*leaves: Value) -> None:
    """Leaves were made, maybe inside a function whose derivative was asked for."""
    calls = in_force(differentiating)
    if calls:
        calls[-1].made.update(leaves)
    else:
        _forget_closed(open_calls)


def watched_as_a_whole(derive: Function) -> Function:
    """`derive`, whose nodes a watch judges when all are there: behind a closed gate anything may stand."""

    @functools.wraps(derive)
    def derived(*arguments: Any, **keywords: Any) -> Any:
        if not open_blocks or not (looking := watches()):
            return derive(*arguments, **keywords)
        with deriving():
            nodes = derive(*arguments, **keywords)
        for watch in looking:
            watch.derived(nodes)
        return nodes

    return derived  # type: ignore[return-value]


def _forget_closed(blocks: set[_Block]) -> None:
    """Drop those that were closed: closing itself cannot, because it runs no Python."""
    for block in blocks.copy():
        if not block.is_open():
            blocks.discard(block)
            block.frame = None  # it holds all that lives in the generator


# Generators and coroutines.

_PAUSING = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR | inspect.CO_COROUTINE

# Who opens a block for another: a context manager for the code in its `with`, pytest a fixture for a test. A generator
# that one of these starts is such a context manager itself.
_ON_BEHALF = {"__enter__", "__aenter__", "enter_context", "enter_async_context", "call_fixture_func"}


def _opener(frame: FrameType | None) -> FrameType | None:
    """The generator or coroutine that opens a block, as far as its frame `frame` tells; None for plain code."""
    while frame is not None:
        caller = frame.f_back
        if frame.f_code.co_name not in _ON_BEHALF:
            if not frame.f_code.co_flags & _PAUSING:
                return None
            if caller is None or caller.f_code.co_name not in _ON_BEHALF:
                return frame
        frame = caller
    return None


def _is_running(frame: FrameType) -> bool:
    """Whether `frame` is among those that lead to this call."""
    running: FrameType | None = sys._getframe(1)
    while running is not None and running is not frame:
        running = running.f_back
    return running is frame


def _task() -> object:
    """The asyncio task that runs here, found without importing asyncio; None outside of any."""
    asyncio = sys.modules.get("asyncio")
    try:
        return asyncio and asyncio.current_task()
    except RuntimeError:  # no event loop runs in this thread
        return None


def _in_blocks(function: Callable[..., Any], block: Callable[[], Mode]) -> Callable[..., Any]:
    """`function` in a block per call; that of a generator or coroutine lasts as long as it does."""
    decorated: Callable[..., Any]
    if inspect.isasyncgenfunction(function):

        async def decorated(*arguments: Any, **keywords: Any) -> Any:
            with block():
                generator = function(*arguments, **keywords)
                try:
                    item = await anext(generator)
                    while True:
                        try:
                            sent = yield item
                        except Exception as error:
                            item = await generator.athrow(error)
                        else:
                            item = await generator.asend(sent)
                except StopAsyncIteration:
                    return
                finally:
                    await generator.aclose()

    elif inspect.iscoroutinefunction(function):

        async def decorated(*arguments: Any, **keywords: Any) -> Any:
            with block():
                return await function(*arguments, **keywords)

    elif inspect.isgeneratorfunction(function):

        def decorated(*arguments: Any, **keywords: Any) -> Any:
            with block():
                return (yield from function(*arguments, **keywords))

    else:

        def decorated(*arguments: Any, **keywords: Any) -> Any:
            with block():
                return function(*arguments, **keywords)

    return functools.wraps(function)(decorated)
