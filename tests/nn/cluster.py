"""Training on JAX as one of several processes, or on virtual devices: `python -m tests.nn.cluster` with a task as JSON.

    {"devices": 8}                                             one process with eight virtual devices
    {"process": 0, "of": 2, "port": 12355, "devices": 2, ...}  the first of two processes with two devices each

It prints losses and parameters as JSON. On two machines: the same with "address": "first-machine:12355". Not here: what
must come out.
"""

from __future__ import annotations

import json
import os
import random
import sys
from typing import Any

CASES = 24
EPOCHS = 4


def cases() -> tuple[list[list[float]], list[list[float]]]:
    """Some numbers, and what a network should make of them."""
    rng = random.Random(0)
    inputs = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(CASES)]
    return inputs, [[x[0] * x[1] - x[2]] for x in inputs]


def trained(task: dict[str, Any]) -> dict[str, Any]:
    """The losses and parameters of a network, trained as `task` says, in a process with as many devices as it says."""
    from nn import MLP, fit

    random.seed(task.get("seed", 1))
    model = MLP(3, [4, 1], activation="tanh")
    inputs, targets = cases()
    own = slice(task.get("process", 0), None, task.get("of", 1))

    def stop(history: Any) -> bool:
        if len(history.losses) == task.get("dies_after"):
            os._exit(3)
        return False

    history = fit(
        model,
        inputs[own],
        targets[own],
        loss="mean_squared_error",
        optimizer=task.get("optimizer", "adam"),
        epochs=task.get("epochs", EPOCHS),
        batch_size=task.get("batch_size", 5),
        order="given",
        progress=False,
        compiled=True,
        executor=task.get("executor", "jax"),
        checkpoint=task.get("checkpoint"),
        resume=task.get("resume", False),
        stop=stop,
        **task.get("options", {}),
    )
    return {"losses": history.losses, "parameters": [parameter.data for parameter in model.parameters()]}


def main(task: dict[str, Any]) -> None:
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={task['devices']}"
    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax

    if "process" in task:
        jax.config.update("jax_cpu_collectives_implementation", "gloo")
        address = task.get("address", f"localhost:{task.get('port')}")
        jax.distributed.initialize(address, task["of"], task["process"])
    print(json.dumps([trained(task | run) for run in task.get("runs", [{}])]))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
