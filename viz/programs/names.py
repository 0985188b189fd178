"""Names in the picture of an array program: of arrays, of blocks of leaves, and of the rows that a formula means.

Rows are counted from 1: v₂[3] is the third row of v₂, v₂[1…3] the first three. Not here: the formulas (diagram.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from viz.text import has_signs, label, number

if TYPE_CHECKING:
    from autograd_core.program.arrays.outline import ArrayStep, Rows
    from autograd_core.program.program import Program

INPUTS, PARAMETERS, CONSTANTS = 0, 1, 2  # the first steps of an outline
WHOLE = {INPUTS: "X", PARAMETERS: "θ"}  # all inputs, all parameters
OURS = re.compile("[vyxwWb][₀-₉]+|X|θ")  # labels that look like names given here
LABEL = re.compile(r"[^\W\d]")  # how a label begins that cannot be read as a number
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST_LISTED = 4  # rows, or arrays, one by one; of more the first ones stand for all


@dataclass(frozen=True)
class Block:
    """Leaves that are read together: their numbers, in the order in which they first are, and the shape they have."""

    name: str
    rows: tuple[int, ...]
    shape: tuple[int, ...]

    @property
    def is_matrix(self) -> bool:
        """Whether it has several rows and several columns."""
        return len(self.shape) == 2 and min(self.shape) > 1


class Names:
    """Names for arrays (v₁, v₂, ...) and for blocks of leaves: x₁, W₁, b₁, ..., or the label of a single leaf."""

    def __init__(self, program: Program, steps: Sequence[ArrayStep]) -> None:
        self.steps = steps
        self._labels = (program.input_labels, [parameter.label for parameter in program.parameters])
        self._blocks: dict[tuple[int, frozenset[int]], Block] = {}
        self._counts: dict[str, int] = {}
        self._output_count = 1 + max((number for step in steps for number in step.outputs), default=0)
        self._taken: set[str] = set()
        self.arrays: dict[int, str] = {}
        for step in steps:
            for term in step.terms:
                if term.is_matrix_product and not step.is_mean and len(term.factors[0].row_of) > 1:
                    self._name_block(term.factors[0], "W")  # first, or one that is read as a vector too would be none
        for i, step in enumerate(steps[CONSTANTS + 1 :], start=1):
            self.arrays[CONSTANTS + i] = f"v{i}".translate(SUBSCRIPTS)
            is_product = step.operation is not None and step.operation.symbol == "×"
            for rows in step.reads:
                self._name_block(rows, "w" if is_product else "b")
            for term in step.terms:
                is_matrix = term.is_matrix_product and not step.is_mean
                letters = ("W", "x") if is_matrix else ("w", "w") if len(term.factors) == 2 else ("b",)
                for rows, letter in zip(term.factors, letters, strict=True):
                    self._name_block(rows, letter)
        for i, step in enumerate(steps):
            if step.result is not None:
                self.arrays[i] = f"{self._derivative(step)}{self._parameters(step.result)}"

    def _derivative(self, step: ArrayStep) -> str:
        which = f"y{step.derived + 1}".translate(SUBSCRIPTS) if self._output_count > 1 else ""
        return f"∂{which}/∂"

    def _parameters(self, rows: Rows) -> str:
        """By which parameters a gradient is: blocks that were read, rows of one, or rows of all parameters."""
        wanted = tuple([row for _, row in _listed(rows)])
        if self.block(rows) is None and self._label(PARAMETERS, wanted):
            self._name_block(rows, "b")
        blocks = [block for (i, _), block in self._blocks.items() if i == PARAMETERS and not block.is_matrix]
        containing = next((block for block in blocks if set(wanted) < set(block.rows)), None)
        if self.block(rows) is None and containing is not None:
            return self._name_in_block(containing, rows)
        return self.name(rows)

    def outputs(self, step: ArrayStep) -> list[str]:
        """Which outputs lie in an array, if the program has several: y₁, y₂, ..."""
        if self._output_count == 1:
            return []
        names = [f"y{i + 1}".translate(SUBSCRIPTS) for i in sorted(step.outputs)]
        return names[:MOST_LISTED] + (["…"] if len(names) > MOST_LISTED else [])

    def _name_block(self, rows: Rows, letter: str) -> None:
        """A name for rows of leaves that have none yet; of parameters with this letter."""
        if rows.arrays not in ((INPUTS,), (PARAMETERS,)):
            return
        listed = tuple([row for _, row in _listed(rows)])
        key = (rows.arrays[0], frozenset(listed))
        if key in self._blocks:
            return
        shape = tuple(rows.row_of.shape) if letter == "W" else (len(key[1]),)
        name = self._label(rows.arrays[0], listed) or self._counted("x" if rows.arrays == (INPUTS,) else letter)
        self._taken.add(name)
        self._blocks[key] = Block(name, listed if len(listed) == len(key[1]) else tuple(sorted(key[1])), shape)

    def _label(self, array: int, rows: tuple[int, ...]) -> str:
        """The labels of a few leaves; "" where one has none, or one that could be taken for something else."""
        if len(rows) > MOST_LISTED:
            return ""
        labels = [label(self._labels[array][row]) for row in rows]
        if any(not LABEL.match(name) or OURS.fullmatch(name) or has_signs(name) for name in labels):
            return ""
        name = labels[0] if len(labels) == 1 else f"[{', '.join(labels)}]"
        return "" if name in self._taken else name

    def _counted(self, letter: str) -> str:
        self._counts[letter] = self._counts.get(letter, 0) + 1
        return f"{letter}{self._counts[letter]}".translate(SUBSCRIPTS)

    def block(self, rows: Rows) -> Block | None:
        """The block of leaves that these rows are, in whatever order."""
        array, *others = rows.arrays
        return None if others else self._blocks.get((array, frozenset(rows.row_of.ravel().tolist())))

    def name(self, rows: Rows) -> str:
        """What a formula calls these rows."""
        block = self.block(rows)
        if block is not None:
            return self._name_in_block(block, rows)
        listed = _listed(rows)
        pieces = [(i, [row for _, row in piece]) for i, piece in groupby(listed, key=lambda entry: entry[0])]
        texts = [self._piece(i, found) for i, found in pieces[:MOST_LISTED]]
        texts += ["…"] if len(pieces) > MOST_LISTED else []
        return texts[0] if len(pieces) == 1 and pieces[0][0] != CONSTANTS else _gathered(texts)

    def _name_in_block(self, block: Block, rows: Rows) -> str:
        if tuple(rows.row_of.shape) == block.shape[::-1] and tuple(rows.row_of.T.ravel().tolist()) == block.rows:
            return f"{block.name}ᵀ" if block.is_matrix else block.name
        place = {row: i for i, row in enumerate(block.rows)}
        return _part(block.name, [place[row] for _, row in _listed(rows)], len(place))

    def _piece(self, array: int, rows: list[int]) -> str:
        """Rows of one array."""
        if array == CONSTANTS:
            numbers = [number(self.steps[CONSTANTS].numbers[row]) for row in rows]
            if len(set(numbers)) == 1:
                return numbers[0]
            return ", ".join([*numbers[:MOST_LISTED], *(["…"] if len(numbers) > MOST_LISTED else [])])
        return _part(WHOLE.get(array) or self.arrays[array], rows, self.steps[array].rows)


def _gathered(texts: Sequence[str]) -> str:
    text = ", ".join(texts)
    return f"[{text}]" if ", " in text or text == "…" else text


def _listed(rows: Rows) -> list[tuple[int, int]]:
    """The (array, row) entries in the order that counts: repeated lines once; no order where they are mixed."""
    lines = [
        list(zip(arrays, places, strict=True))
        for arrays, places in zip(rows.array_of.tolist(), rows.row_of.tolist(), strict=True)
    ]
    if all(line == lines[0] for line in lines):
        lines = lines[:1]
    entries = [entry for line in lines for entry in line]
    is_list = len(lines) == 1 or len(lines[0]) == 1 or len(set(entries)) == len(entries)
    return entries if is_list else sorted(set(entries))


def _part(name: str, rows: list[int], size: int) -> str:
    """`name` with the rows that are meant, where they are not all `size` of them in their order."""
    if rows == list(range(size)):
        return name
    if len(rows) > 2 and rows == list(range(rows[0], rows[0] + len(rows))):
        return f"{name}[{rows[0] + 1}…{rows[-1] + 1}]"
    listed = [f"{row + 1}" for row in rows[:MOST_LISTED]] + (["…"] if len(rows) > MOST_LISTED else [])
    return f"{name}[{', '.join(listed)}]"
