"""What the tabulator offers at a prompt: IPython asks jedi, which reads annotations and runs nothing."""

import jedi
import pytest

import autograd_core
from nn import MLP

NAMESPACE = {**vars(autograd_core), "x": autograd_core.Value(2.0), "net": MLP(2, [1])}
CALLS = (
    "x", "Value(3)", "exp(x)", "exp(2 * x)", "where(x, 1, x)", "maximum(x, 0)", "dot([x], [x])", "clip(x, 0, 1)",
    "x.exp()", "x.leaky_relu(0.1)", "net([1.0, 2.0])",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_methods_of_a_value_are_offered_behind(call: str) -> None:
    offered = {completion.name for completion in jedi.Interpreter(f"{call}.ta", [NAMESPACE]).complete()}
    assert {"tan", "tanh"} <= offered
