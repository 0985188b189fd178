"""Threads that build and differentiate their own graphs never disturb each other, and training leaks nothing."""

import gc
import random
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import GraphError, Value, backward_steps, debug, explain, gradients, no_grad, recompute, tanh

ROUNDS = 150
TRAINING_STEPS = 10_000
WARM_UP = 1_000
PATIENCE = 60  # seconds for a thread that is never late, unless something hangs
# Blocks that the interpreter itself takes and gives back now and then; one leaked node a step would be 10,000.
BLOCKS_OF_NOISE = 200


@pytest.fixture(autouse=True)
def _switching_often() -> Any:
    """Threads take turns every few bytecodes, so that a shared state would show."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def _rounds(seed: int) -> list[Any]:
    """What one thread computes: forward, backward, in and out of every mode."""
    draw = random.Random(seed)
    results: list[Any] = []
    for _ in range(ROUNDS):
        x, w = Value(draw.uniform(-1, 1), "x"), Value(draw.uniform(-1, 1), "w")
        if seed % 3 == 1:
            with no_grad():
                results.append((x * w).is_constant)
        if seed % 3 == 2:
            with debug():
                out = tanh(x * w) * x + w
                results.append("test_threads_and_memory.py" in out.recorded_at)
                out.backward()
        else:
            out = tanh(x * w) * x + w
            results.append(hasattr(out, "recorded_at") or out.is_constant)
            out.backward()
        (slope,) = gradients(out, [x])
        results += [out.data, x.grad, w.grad, slope.data, explain(out, x).gradient, len(list(backward_steps(out)))]
        x.data = 0.5
        recompute(out)
        results.append(out.data)
    return results


def _in_threads(work: Callable[[int], Any], count: int) -> list[Any]:
    results: dict[int, Any] = {}
    start = threading.Barrier(count)

    def run(i: int) -> None:
        start.wait(timeout=60)
        results[i] = work(i)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [results[i] for i in range(count)]


def test_threads_compute_what_each_computes_alone() -> None:
    assert _in_threads(_rounds, 6) == [_rounds(i) for i in range(6)]


class _Meeting(float):
    """A gradient that, at its first multiplication, calls `meet`."""

    meet: Callable[[], object]

    def __mul__(self, other: Any) -> Any:
        meet, self.meet = self.meet, lambda: None
        meet()
        return float(self) * other


def test_pass_is_told_that_another_thread_ran_over_the_same_nodes() -> None:
    x = Value(2.0)
    shared = x * x
    first, second = shared * 3.0, shared * 5.0
    first_has_counted, second_has_counted = threading.Event(), threading.Event()
    told: list[BaseException] = []

    def run_first() -> None:
        seed = _Meeting(1.0)
        seed.meet = lambda: (first_has_counted.set(), second_has_counted.wait(PATIENCE))
        with pytest.raises(GraphError) as caught:
            first.backward(seed)
        told.append(caught.value)

    thread = threading.Thread(target=run_first)
    seed = _Meeting(1.0)
    # the second pass has counted its edge into `shared` as well, and so the first one never sees it complete
    seed.meet = lambda: (second_has_counted.set(), thread.join(PATIENCE))
    thread.start()
    assert first_has_counted.wait(PATIENCE)
    second.backward(seed)
    assert [str(error) for error in told] == [
        "the graph changed under way: another backward pass runs over the same nodes"
    ]


def _train(steps: int, weights: list[Value]) -> None:
    for i in range(steps):
        x = i % 7 / 7
        loss = (tanh(weights[0] * x + weights[1]) * weights[2] - x) ** 2
        loss.backward()
        for w in weights:
            w.data -= 0.1 * w.grad
            w.grad = 0


def _watched_train(steps: int, weights: list[Value]) -> None:
    for i in range(steps // 50):
        with debug():
            _train(1, weights)
        with no_grad():
            weights[0] * weights[1]
        loss = weights[0] * weights[1] * (i % 5)
        gradients(loss, weights)
        str(explain(loss, weights[0]))


@pytest.mark.parametrize("train", [_train, _watched_train], ids=["plain", "with debug, explain and gradients"])
def test_memory_stays_flat_over_ten_thousand_training_steps(
    train: Callable[[int, list[Value]], None], without_collector: None
) -> None:
    weights = [Value(0.3), Value(-0.2), Value(0.5)]
    train(WARM_UP, weights)
    blocks, objects = sys.getallocatedblocks(), len(gc.get_objects())
    train(TRAINING_STEPS, weights)
    assert sys.getallocatedblocks() - blocks < BLOCKS_OF_NOISE
    assert len(gc.get_objects()) - objects < BLOCKS_OF_NOISE
