"""XOR and the other Boolean functions of two inputs, as training sets.

Not here: perceptrons for them (nn.perceptron) and the experiment (nn.experiments.xor).
"""

from __future__ import annotations

from autograd_core.errors import one_of

XOR_INPUTS: list[list[int]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
XOR_TARGETS: list[int] = [0, 1, 1, 0]
XOR_ONE_HOT: list[list[int]] = [[1, 0], [0, 1], [0, 1], [1, 0]]


def truth_table(name: str) -> list[int]:
    """The values of a Boolean function at the rows of XOR_INPUTS.

    Args:
        name: "and", "or", "nand", "nor", "xor" or "xnor".

    Raises:
        ValueError: no function has that name.
    """
    tables = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "xor": XOR_TARGETS}
    opposites = {"nand": "and", "nor": "or", "xnor": "xor"}
    one_of("a Boolean function", name, sorted([*tables, *opposites]))
    if name in opposites:
        return [1 - value for value in tables[opposites[name]]]
    return list(tables[name])
