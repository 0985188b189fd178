"""A box of the picture of an array program, and what stands beside it.

Not here: what they say (diagram.py, folding.py), and how they look (layout.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """Rows of the inputs or of the parameters, beside the box that reads them; or of an array of the forward part."""

    name: str
    shape: str
    kind: str  # "inputs", "parameters", "constant" or "saved"


@dataclass(frozen=True)
class Box:
    """One array.

    Attributes:
        name: what formulas call it.
        title: the kind of work, in words.
        formula: how it is computed.
        shape: rows x samples; of a gradient, as its parameters are.
        stands_for: how many scalar operations of which kind.
        parents: names of the boxes that it reads in its part of the picture.
        leaves: what else it reads.
        is_matrix_product: whether it contains one.
        is_forward: whether the outputs are computed from it.
        is_result: whether it holds outputs or a gradient.
        scalars: how many scalar operations it stands for.
    """

    name: str
    title: str
    formula: str
    shape: str
    stands_for: str
    parents: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    is_matrix_product: bool
    is_forward: bool
    is_result: bool
    scalars: int
