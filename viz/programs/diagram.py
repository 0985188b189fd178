"""What the picture of an array program says: its arrays as boxes, each with a formula, and what stands beside them.

Made from `Program.outline`. Not here: names (names.py), the look (layout.py), what a program computes
(autograd_core/program).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_core.errors import described
from autograd_core.words import translated, words
from viz.programs.box import Box, Leaf
from viz.programs.folding import folded
from viz.programs.names import CONSTANTS, WHOLE, Names
from viz.text import superscript

if TYPE_CHECKING:
    from autograd_core.program.arrays.outline import ArrayStep, Rows, Term
    from autograd_core.program.program import Program

MOST_BOXES = 300  # more take Graphviz minutes, and readers longer


@dataclass(frozen=True)
class ProgramDiagram:
    """All boxes that are shown, each after those it reads, and how many scalar operations they stand for."""

    boxes: tuple[Box, ...]
    scalar_count: int


def program_diagram(program: Program, show: str = "both") -> ProgramDiagram:
    """What a picture of `program` says; one of more than MOST_BOXES arrays is folded.

    Raises:
        TypeError: it is no program.
    """
    if not hasattr(program, "outline"):
        raise TypeError(f"draw needs a Value, or a program of compile_graph, got {described(program)}")
    steps = program.outline
    writer = _Writer(steps, Names(program, steps))
    computed = range(CONSTANTS + 1, len(steps))
    wanted = [i for i in computed if show == "both" or steps[i].is_forward == (show == "forward")]
    boxes = tuple([writer.box(i) for i in wanted])
    return ProgramDiagram(folded(boxes) if len(boxes) > MOST_BOXES else boxes, sum(box.scalars for box in boxes))


@dataclass(frozen=True)
class _Writer:
    steps: Sequence[ArrayStep]
    names: Names

    def box(self, i: int) -> Box:
        step = self.steps[i]
        name = self.names.arrays[i]
        near = {j: None for rows in _rows_of(step) for j in rows.arrays if self._is_near(i, j)}
        leaves = {leaf: None for rows in _rows_of(step) for leaf in self._leaves(i, rows)}
        if not near and not leaves:  # so that no box stands alone
            leaves = {Leaf(self.names.name(rows), "", "constant"): None for rows in _rows_of(step)}
        is_matrix_product = any(term.is_matrix_product for term in step.terms)
        return Box(
            name,
            ", ".join([self._title(step, is_matrix_product), *self.names.outputs(step)]),
            f"{name} = {self._formula(step)}",
            self._shape(step),
            _stands_for(step),
            tuple([self.names.arrays[j] for j in near]),
            tuple(leaves),
            is_matrix_product,
            step.is_forward,
            bool(step.outputs) or step.is_mean,
            _scalar_count(step),
        )

    def _is_near(self, i: int, j: int) -> bool:
        return j > CONSTANTS and self.steps[j].is_forward == self.steps[i].is_forward

    def _leaves(self, i: int, rows: Rows) -> list[Leaf]:
        """What stands beside box `i`: blocks of leaves, and arrays that the forward part saved."""
        leaves = []
        block = self.names.block(rows)
        for j in rows.arrays:
            if j in WHOLE:
                name, shape = (block.name, block.shape) if block else (WHOLE[j], (self.steps[j].rows,))
                leaves.append(Leaf(name, _times(*shape, *(() if j else ("n",))), "parameters" if j else "inputs"))
            elif j > CONSTANTS and not self._is_near(i, j):
                leaves.append(Leaf(self.names.arrays[j], self._shape(self.steps[j]), "saved"))
        return leaves

    def _shape(self, step: ArrayStep) -> str:
        if step.result is not None:
            rows, columns = step.result.row_of.shape
            return _times(rows, columns) if min(rows, columns) > 1 else _times(step.rows)
        return _times(step.rows) if step.is_shared else _times(step.rows, "n")

    def _title(self, step: ArrayStep, is_matrix_product: bool) -> str:
        if step.is_mean and self._is_shared(step):
            return words("program.shared")
        return _title(step, is_matrix_product)

    def _is_shared(self, step: ArrayStep) -> bool:
        return all(self.steps[j].is_shared for rows in _rows_of(step) for j in rows.arrays)

    def _formula(self, step: ArrayStep) -> str:
        if step.operation is None:
            terms = [term for term in step.terms if not self._is_zero(term)] or step.terms[:1]
            if step.is_mean and not self._is_shared(step):
                return _added([self._mean(term) for term in terms])
            return _added([(term.sign, self._term(term)) for term in terms])
        names = [self.names.name(rows) for rows in step.reads]
        symbol = step.operation.symbol
        if len(names) == 2 and not symbol.isalpha():
            text = f"{names[0]}{superscript(names[1])}" if symbol == "^" else f"{names[0]} {symbol} {names[1]}"
            return f"({text})" if symbol == "=" else text
        return f"{symbol if symbol.isalpha() else step.operation.name}({', '.join(names)})"

    def _is_zero(self, term: Term) -> bool:
        """Whether a term adds the constant 0, with which Python's sum() starts."""
        constants = self.steps[CONSTANTS].numbers
        return any(
            rows.arrays == (CONSTANTS,) and not any(constants[row] for row in rows.row_of.ravel().tolist())
            for rows in term.factors
        )

    def _term(self, term: Term) -> str:
        names = [self.names.name(rows) for rows in term.factors]
        block = self.names.block(term.factors[0])
        if term.is_matrix_product and (len(term.factors[0].row_of) > 1 or (block and len(block.shape) == 2)):
            return " ".join(names)
        return f"{'Σ ' if term.length > 1 else ''}{' × '.join(names)}"

    def _mean(self, term: Term) -> tuple[int, str]:
        if term.is_matrix_product:
            first, second = (self.names.name(rows) for rows in term.factors)
            return term.sign, f"{second} {first}ᵀ / n"
        return term.sign, words("program.mean", term=self._term(term))


def _rows_of(step: ArrayStep) -> list[Rows]:
    return [*step.reads, *[rows for term in step.terms for rows in term.factors]]


def _title(step: ArrayStep, is_matrix_product: bool) -> str:
    if step.is_mean:
        return words("program.batch_product" if is_matrix_product else "program.batch_mean")
    if step.operation is not None:
        name = translated(f"row.{step.operation.name}.name", step.operation.name.replace("_", " "))
        is_fold = step.operation.arity is None
        return words("program.fold", operation=name, count=step.reads[0].row_of.shape[1]) if is_fold else name
    longest = max(term.length for term in step.terms)
    has_products = any(len(term.factors) == 2 for term in step.terms)
    if is_matrix_product:
        return words("program.matrix_product")
    if longest > 1:
        return words("program.dot" if has_products else "program.sum", count=longest)
    if has_products:
        return words("program.multiply_add")
    return words("program.subtract" if any(term.sign < 0 for term in step.terms) else "program.add")


def _stands_for(step: ArrayStep) -> str:
    """How many scalar operations of which kind."""
    multiplied = step.rows * sum(term.length for term in step.terms if len(term.factors) == 2)
    products = words("program.operations", count=multiplied, symbol="×")
    if step.is_mean:
        return words("program.a_sample", multiplied=products) if multiplied else words("program.means", count=step.rows)
    if step.operation is not None:
        return words("program.operations", count=step.rows, symbol=step.operation.symbol)
    is_difference = len(step.terms) == 2 and not multiplied and step.terms[0].sign != step.terms[1].sign
    sums = words("program.operations", count=step.rows, symbol="−" if is_difference else "+")
    return words("program.both", multiplied=products, added=sums) if multiplied else sums


def _scalar_count(step: ArrayStep) -> int:
    multiplied = step.rows * sum(term.length for term in step.terms if len(term.factors) == 2)
    return multiplied + step.rows


def _added(terms: Sequence[tuple[int, str]]) -> str:
    """Terms with their signs as one formula, as they are added; of the first two a positive one first."""
    ordered = [*sorted(terms[:2], key=lambda term: -term[0]), *terms[2:]]
    text = " ".join(f"{'+' if sign > 0 else '−'} {term}" for sign, term in ordered)
    return text.removeprefix("+ ")


def _times(*sizes: int | str) -> str:
    return " × ".join(f"{size:,}" if isinstance(size, int) else size for size in sizes)
