"""Threads that build and differentiate their own graphs never disturb each other, and training leaks nothing."""

import gc
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import Value, backward_steps, debug, explain, gradients, no_grad, recompute, tanh
from tests.patience import PATIENCE

ROUNDS = 150
TRAINING_STEPS = 10_000
WARM_UP = 1_000
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
        start.wait(timeout=PATIENCE)
        results[i] = work(i)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
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


def test_pass_waits_for_another_thread_that_runs_over_the_same_nodes() -> None:
    x = Value(2.0)
    shared = x * x
    first, second = shared * 3.0, shared * 5.0
    under_way, others = threading.Event(), [threading.Thread(target=second.backward)]

    def begin_the_other() -> None:
        others[0].start()
        under_way.set()

    seed = _Meeting(1.0)
    seed.meet = begin_the_other
    first.backward(seed)
    assert under_way.is_set()
    others[0].join(PATIENCE)
    assert (shared.grad, x.grad) == (5.0, (3.0 + 5.0) * 2 * x.data)


@pytest.mark.parametrize("shared", ["leaf", "interior node", "output"])
def test_no_addition_is_lost_between_threads_whose_graphs_share(shared: str) -> None:
    leaf = Value(2)
    node = leaf if shared == "leaf" else leaf * 1

    def passes(i: int) -> None:
        for _ in range(ROUNDS):
            output = node if shared == "output" else (node * 3 + node) * 2 + node * i
            output.backward()

    _in_threads(passes, 4)
    of_a_pass = [1] * 4 if shared == "output" else [8 + i for i in range(4)]
    assert leaf.grad == ROUNDS * sum(of_a_pass)


# A process that forks while another of its threads is in a pass; without fork, the child's part by itself.
FORKING = """
import os, threading
from autograd_core import Value

in_pass, forked = threading.Event(), threading.Event()

class Seed(float):
    def __mul__(self, other):
        in_pass.set()
        forked.wait(0.1)
        return float(self) * other

x = Value(2.0)
(x * 1).backward(4.0)
pass_of_a_thread = threading.Thread(target=(x * x).backward, args=(Seed(0.0),))
pass_of_a_thread.start()
in_pass.wait()
child = os.fork() if hasattr(os, "fork") else 0
forked.set()
if child == 0:
    (x * 3).backward()
    assert x.grad == 4.0 + 3.0
else:
    pass_of_a_thread.join()
    assert os.waitpid(child, 0)[1] == 0
"""


def test_process_that_forks_during_a_pass_differentiates_in_its_child() -> None:
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", FORKING], timeout=PATIENCE, check=False)
    assert ran.returncode == 0


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
