"""DeviceDescent: the steps of an optimizer down a compiled loss on JAX's devices, the cases shared out among them.

Each device takes its part of a minibatch; JAX averages their gradients, and every device takes the same step. With
several processes each has its part of the data, and all take the steps together. Not here: the same steps on one
machine's vectors (vector_descent.py), the loss (compiled.py).
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from autograd_core import Value
from autograd_core.errors import described
from nn.optimizer import Optimizer
from nn.vector_descent import VectorDescent, can_be_vectors

Array = np.ndarray[Any, np.dtype[Any]]
# numbers of the cases -> their rows, the program's inputs.
Rows = Callable[[Sequence[int]], Array]

CASES = "cases"  # the axis of the mesh


class DeviceDescent(VectorDescent):
    """Steps on devices.

    Args:
        loss_of: as for Descent.
        optimizer: one that `can_be_vectors`.
        parameters: those of the program, in the order of its vectors.
        function: (batch, theta, weights) -> losses and the gradient of their mean, in JAX.
        rows: the program's inputs for some cases.
        reduction: "mean" or "sum" over the cases of a minibatch.
        devices: JAX's devices, or how many of them; None for all.
        count: how many cases this process has.

    Raises:
        ValueError: the optimizer is no rule for all parameters alike; there are not so many devices; or the processes
            do not have as many cases each, the same parameters and the same memory.
    """

    def __init__(
        self,
        loss_of: Any,
        optimizer: Optimizer,
        parameters: Sequence[Value],
        function: Callable[..., Any],
        rows: Rows,
        reduction: str,
        devices: Any,
        count: int,
    ) -> None:
        if not (can_be_vectors(optimizer) and _is_known_to_jax(optimizer)):
            raise ValueError(
                'executor="jax" needs an optimizer whose `rule` is arithmetic, for all parameters alike, and floats; '
                f"got {type(optimizer).__name__}: write it so, or leave executor out"
            )
        super().__init__(loss_of, optimizer, parameters, _no_gradient)
        mesh = Mesh(np.array(_chosen(devices)), (CASES,))
        self._by_case = NamedSharding(mesh, PartitionSpec(CASES))
        self._everywhere = NamedSharding(mesh, PartitionSpec())
        self._rows = rows
        self._is_sum = reduction == "sum"
        self._own_devices = len(mesh.local_devices)
        self._sharded = _on_every_device(function, mesh)
        self._update = jax.jit(self._updated, static_argnums=() if _takes_any_step(optimizer) else (5, 6))
        self.is_writer = jax.process_index() == 0
        _check_processes(self._read(), count)

    def step(self, minibatch: Sequence[int]) -> float:
        """One step down the loss of a minibatch; see Descent."""
        optimizer = self.optimizer
        if self._state is None:
            self._state = self._placed(self._read())
        self._state = state = self._state._replace(gradient=None)
        optimizer.steps = state.steps
        batch, weights = self._shared_out(self._rows(minibatch))
        with jax.enable_x64(True):
            loss_, gradient, trained, memory, is_finite = self._update(
                batch, weights, state.theta, state.trained, state.memory, optimizer.learning_rate, state.steps
            )
            theta = self._theta_of(state.theta, trained)
            loss, is_finite = jax.device_get((loss_, is_finite))
        optimizer.check_loss(float(loss))
        untrained = state.untrained + np.asarray(gradient)[self._others] if len(self._others) else state.untrained
        self._state = state = state._replace(gradient=gradient, untrained=untrained)
        if not is_finite:
            self._after(self._on_the_host(state), np.asarray(gradient))  # the same in NumPy, which says what is not
        self._state = state._replace(theta=theta, trained=trained, memory=memory, steps=state.steps + 1)
        optimizer.steps = state.steps + 1
        return float(loss)

    def _updated(
        self, batch: Any, weights: Any, theta: Any, trained: Any, memory: Any, rate: Any, steps: Any
    ) -> tuple[Any, ...]:
        """The loss, its gradient, the new parameters and memory, and whether all of them are finite."""
        optimizer = copy.copy(self.optimizer)
        optimizer.steps = steps
        ahead = optimizer.ahead()
        here = theta if ahead is None else self._theta_of(theta, ahead(trained, *memory))
        loss, slopes, count = self._sharded(batch, weights, here)
        if self._is_sum:
            loss, slopes = loss * count, slopes * count
        gradient = slopes
        if not self._are_all:
            gradient = jnp.zeros_like(trained).at[self._places].set(slopes[self._used])
        if optimizer.clip_norm is not None:
            gradient = _shortened(gradient, optimizer.clip_norm)
        change, *remembered = optimizer.rule(rate, jnp.sqrt)(gradient, *memory)
        new = (1 - optimizer.weight_decay) * (trained - change) if optimizer.weight_decay else trained - change
        is_finite = jnp.isfinite(gradient).all() & jnp.isfinite(new).all()
        for numbers in remembered:
            is_finite &= jnp.isfinite(numbers).all()
        return loss, slopes, new, tuple(remembered), is_finite

    def _theta_of(self, theta: Any, trained: Any) -> Any:
        """The program's parameters, with those that are trained."""
        return trained if self._are_all else theta.at[self._used].set(trained[self._places])

    def _shared_out(self, rows: Array) -> tuple[Any, Any]:
        """The rows of this process on its devices, with weights: of those that fill a device up it is 0."""
        missing = -len(rows) % self._own_devices
        weights = np.repeat([1.0, 0.0], [len(rows), missing])
        filled = np.concatenate([rows, np.repeat(rows[:1], missing, axis=0)])
        # one after the other to each device, so that each has a row of its own before any has two
        order = np.arange(len(filled)).reshape(-1, self._own_devices).T.reshape(-1)
        with jax.enable_x64(True):
            batch, shares = (
                jax.make_array_from_process_local_data(self._by_case, each[order]) for each in (filled, weights)
            )
        return batch, shares

    def _placed(self, state: Any) -> Any:
        """A state with its numbers on every device."""
        with jax.enable_x64(True):

            def placed(numbers: Array) -> Any:
                return jax.make_array_from_process_local_data(self._everywhere, numbers, numbers.shape)

            memory = tuple([placed(numbers) for numbers in state.memory])
            return state._replace(theta=placed(state.theta), trained=placed(state.trained), memory=memory)

    def _on_the_host(self, state: Any) -> Any:
        memory = tuple([np.asarray(numbers) for numbers in state.memory])
        return state._replace(theta=np.asarray(state.theta), trained=np.asarray(state.trained), memory=memory)


def _no_gradient(minibatch: Sequence[int], theta: Array) -> tuple[float, Array]:
    raise AssertionError("gradients are computed on the devices")


def _chosen(devices: Any) -> list[Any]:
    """The devices that were asked for."""
    if devices is None:
        return list(jax.devices())
    if isinstance(devices, int) and not isinstance(devices, bool):
        if not 1 <= devices <= len(jax.devices()):
            raise ValueError(f"JAX has {len(jax.devices())} devices here, and {devices} were asked for")
        return list(jax.devices()[:devices])
    chosen = list(devices)
    if not chosen or not all(isinstance(device, jax.Device) for device in chosen):
        raise TypeError(f"devices are JAX's, such as jax.devices(), or how many of them, got {described(devices)}")
    return chosen


def _on_every_device(function: Callable[..., Any], mesh: Mesh) -> Callable[..., Any]:
    """(batch, weights, theta) -> the mean loss of all cases, its gradient, and how many cases there are."""

    def on_one(batch: Any, weights: Any, theta: Any) -> tuple[Any, Any, Any]:
        losses, slopes = function(batch, theta, weights)
        own = weights.sum()
        count = jax.lax.psum(own, CASES)
        return jax.lax.psum((weights * losses).sum(), CASES) / count, jax.lax.psum(slopes * own, CASES) / count, count

    by_case, everywhere = PartitionSpec(CASES), PartitionSpec()
    sharded: Callable[..., Any] = jax.shard_map(
        on_one, mesh=mesh, in_specs=(by_case, by_case, everywhere), out_specs=everywhere, check_vma=False
    )
    return sharded


def _is_known_to_jax(optimizer: Optimizer) -> bool:
    """Whether the rule can be run on JAX's arrays: not one that calls NumPy, or asks its numbers for a decision."""
    memory = [jnp.zeros(1)] * len(optimizer.remembers)
    try:
        jax.eval_shape(optimizer.rule(0.5, jnp.sqrt), jnp.zeros(1), *memory)
    except TypeError:  # JAX's errors about numbers that are not known yet are such
        return False
    return True


def _takes_any_step(optimizer: Optimizer) -> bool:
    """Whether JAX can compile the rule once for all steps: it asks the number of the step for no decision."""
    memory = [jnp.zeros(1)] * len(optimizer.remembers)

    def tried(rate: Any, steps: Any, gradient: Any) -> Any:
        one = copy.copy(optimizer)
        one.steps = steps
        ahead = one.ahead()
        return one.rule(rate, jnp.sqrt)(gradient, *memory), ahead and ahead(gradient, *memory)

    try:
        jax.eval_shape(tried, 0.5, 1, jnp.zeros(1))
    except TypeError:  # JAX's errors about numbers that are not known yet are such: a schedule of momentum, say
        return False
    return True


def _shortened(gradient: Any, norm: float) -> Any:
    """`gradient`, no longer than `norm`; by way of its largest number, so that no square overflows."""
    largest = jnp.abs(gradient).max()
    scaled = gradient / jnp.where(largest > 0, largest, 1)
    length = jnp.sqrt((scaled * scaled).sum())
    return jnp.where(largest * length > norm, scaled * (norm / length), gradient)


def _check_processes(state: Any, count: int) -> None:
    """ValueError unless all processes can take the same steps."""
    if jax.process_count() == 1:
        return
    numbers = [state.theta.tobytes(), state.trained.tobytes(), *[memory.tobytes() for memory in state.memory]]
    mine = np.array([count, state.steps, zlib.crc32(b"".join(numbers))], np.int64)
    with jax.enable_x64(True):
        all_of_them = np.asarray(multihost_utils.process_allgather(mine))
    for what, column in zip(("cases", "steps taken", "numbers to start from"), all_of_them.T, strict=True):
        if (column != column[0]).any():
            raise ValueError(
                f"all processes need as many cases each and the same model and optimizer, and their {what} differ: "
                f"{column.tolist()}; seed them alike, and give each its part of the data"
            )
