"""Which experiments there are, in the order of the course. Not here: what they do, each in the module of its name."""

from __future__ import annotations

from importlib import import_module

from autograd_core.errors import one_of
from nn.experiments.experiment import Experiment

NAMES = (
    "xor",
    "regions",
    "delta-rule",
    "symmetry",
    "family-trees",
    "iterative",
    "digits",
    "optimizers",
    "batch-norm",
    "dropout",
    "vanishing",
    "initial-values",
    "capacity",
    "depth",
    "cost",
    "memory",
    "moons",
    "names",
)


def experiment_named(name: str) -> Experiment:
    """The experiment called `name`.

    Raises:
        ValueError: there is none.
    """
    one_of("an experiment", name, NAMES)
    found: Experiment = import_module(f"nn.experiments.{name.replace('-', '_')}").EXPERIMENT
    return found
