"""The picture of an array program: a box for each array with its shape, and how many scalar operations it stands for.

Made from `Program.outline`. Not here: what a program computes (autograd_core/program), files and formats (picture.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import graphviz

from autograd_core.errors import described
from viz.diagram import GraphTooLargeError
from viz.shapes import OUTPUT_STROKE, SMALL_SIZE, STACKED, STROKE, SYMBOL_SIZE, TEXT_SIZE, Canvas, html_label
from viz.text import markup, number, superscript
from viz.themes import THEMES, Theme

if TYPE_CHECKING:
    from autograd_core.program.outline import ArrayStep, Rows, Term
    from autograd_core.program.program import Program

SHOWN = ("both", "forward", "gradients")
INPUTS, PARAMETERS, CONSTANTS = 0, 1, 2  # the first steps of an outline
MOST_BOXES = 300  # more take Graphviz minutes, and readers longer
TITLE_HEIGHT = 0.9  # inches
LINE_LENGTH = 44  # characters of a formula; longer ones go on below
NOTE = "n: the samples of a batch"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Leaf:
    """Rows of the inputs or of the parameters, beside the box that reads them; or of an array of the forward part."""

    name: str
    shape: str
    kind: str  # "inputs", "parameters" or "saved"


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


@dataclass(frozen=True)
class ProgramDiagram:
    """All boxes that are shown, each after those it reads, and how many scalar operations they stand for."""

    boxes: tuple[Box, ...]
    scalar_count: int


def program_diagram(program: Program, show: str = "both", max_boxes: int = MOST_BOXES) -> ProgramDiagram:
    """What a picture of `program` says.

    Raises:
        TypeError: it is no program.
        GraphTooLargeError: it has more arrays than `max_boxes`.
    """
    if not hasattr(program, "outline"):
        raise TypeError(f"draw needs a Value, or a program of compile_graph, got {described(program)}")
    steps = program.outline
    if len(steps) > max_boxes:
        raise GraphTooLargeError(
            f"a picture of a program shows at most {max_boxes} arrays, and this one has {len(steps)}; print(program) "
            "shows its code"
        )
    namer = _Namer(steps)
    wanted = [i for i in namer.order if show == "both" or steps[i].is_forward == (show == "forward")]
    boxes = tuple([namer.box(i) for i in wanted])
    return ProgramDiagram(boxes, sum(_scalar_count(steps[i]) for i in wanted))


class _Namer:
    """Names for arrays (v₁, v₂, ..., the forward part first) and for blocks of leaves (x₁, W₁, b₁, ...)."""

    def __init__(self, steps: Sequence[ArrayStep]) -> None:
        self.steps = steps
        computed = range(CONSTANTS + 1, len(steps))
        self.order = sorted(computed, key=lambda i: not steps[i].is_forward)
        self.names = {i: f"v{k}".translate(SUBSCRIPTS) for k, i in enumerate(self.order, start=1)}
        self.blocks: dict[int, tuple[str, tuple[int, ...]]] = {}
        self.letters: dict[str, int] = {}
        for i in self.order:
            for rows in _rows_of(steps[i]):
                self._name_block(rows)
        for i in self.order:
            result = steps[i].result
            if result is not None:
                self._name_block(result)
                self.names[i] = f"∂/∂{self.blocks[result.block][0]}"

    def _name_block(self, rows: Rows) -> None:
        if rows.block not in self.blocks and rows.arrays in ((INPUTS,), (PARAMETERS,)):
            letter = "x" if rows.arrays == (INPUTS,) else "W" if len(rows.shape) == 2 else "b"
            self.letters[letter] = self.letters.get(letter, 0) + 1
            self.blocks[rows.block] = (f"{letter}{self.letters[letter]}".translate(SUBSCRIPTS), rows.shape)

    def name(self, rows: Rows) -> str:
        """What a formula calls these rows."""
        if rows.constant is not None:
            return number(rows.constant)
        if rows.block in self.blocks:
            name, shape = self.blocks[rows.block]
            return f"{name}ᵀ" if len(shape) == 2 and rows.shape == shape[::-1] != shape else name
        names = [self.names.get(i, ("x", "θ", "constants")[min(i, CONSTANTS)]) for i in rows.arrays]
        return names[0] if len(names) == 1 else f"[{', '.join(names)}]"

    def box(self, i: int) -> Box:
        step = self.steps[i]
        parents = {self.names[j]: None for rows in _rows_of(step) for j in rows.arrays if self._is_near(i, j)}
        leaves = {leaf: None for rows in _rows_of(step) for leaf in self._leaves(i, rows)}
        is_matrix_product = any(term.is_matrix_product for term in step.terms)
        return Box(
            self.names[i],
            _title(step, is_matrix_product),
            f"{self.names[i]} = {self._formula(step)}",
            self._shape(step),
            _stands_for(step),
            tuple(parents),
            tuple(leaves),
            is_matrix_product,
            step.is_forward,
            step.is_output or step.is_mean,
        )

    def _is_near(self, i: int, j: int) -> bool:
        return j > CONSTANTS and self.steps[j].is_forward == self.steps[i].is_forward

    def _leaves(self, i: int, rows: Rows) -> list[Leaf]:
        """What stands beside box `i`: blocks of leaves, and arrays that the forward part saved."""
        leaves = []
        for j in rows.arrays:
            if j in (INPUTS, PARAMETERS):
                name = self.name(rows) if len(rows.arrays) == 1 else ("x", "θ")[j]
                _, shape = self.blocks.get(rows.block, ("", rows.shape))
                kind = "parameters" if j else "inputs"
                leaves.append(Leaf(name.removesuffix("ᵀ"), _times(*shape, *(() if j else ("n",))), kind))
            elif j > CONSTANTS and not self._is_near(i, j):
                leaves.append(Leaf(self.names[j], self._shape(self.steps[j]), "saved"))
        return leaves

    def _shape(self, step: ArrayStep) -> str:
        if step.result is not None:
            _, shape = self.blocks.get(step.result.block, ("", step.result.shape))
            return _times(*shape)
        return _times(step.rows) if step.is_shared else _times(step.rows, "n")

    def _formula(self, step: ArrayStep) -> str:
        if step.is_mean:
            return _added([self._mean(term) for term in step.terms])
        if step.operation is None:
            terms = [term for term in step.terms if not _is_zero(term)] or step.terms
            return _added([(term.sign, self._term(term)) for term in terms])
        names = [self.name(rows) for rows in step.reads]
        symbol = step.operation.symbol
        if len(names) == 2 and not symbol.isalpha():
            text = f"{names[0]}{superscript(names[1])}" if symbol == "^" else f"{names[0]} {symbol} {names[1]}"
            return f"({text})" if symbol == "=" else text
        return f"{symbol if symbol.isalpha() else step.operation.name}({', '.join(names)})"

    def _term(self, term: Term) -> str:
        names = [self.name(rows) for rows in term.factors]
        if term.is_matrix_product:
            return " ".join(names)
        return f"{'Σ ' if term.length > 1 else ''}{' × '.join(names)}"

    def _mean(self, term: Term) -> tuple[int, str]:
        if term.is_matrix_product:
            first, second = (self.name(rows) for rows in term.factors)
            return term.sign, f"{second} {first}ᵀ / n"
        return term.sign, f"mean({self._term(term)})"


def _is_zero(term: Term) -> bool:
    """Whether a term adds the constant 0, with which Python's sum() starts."""
    return any(rows.constant == 0 for rows in term.factors)


def _rows_of(step: ArrayStep) -> list[Rows]:
    return [*step.reads, *[rows for term in step.terms for rows in term.factors]]


def _title(step: ArrayStep, is_matrix_product: bool) -> str:
    if step.is_mean:
        return "matrix product over the batch" if is_matrix_product else "mean over the batch"
    if step.operation is not None:
        is_fold = step.operation.arity is None
        return step.operation.name.replace("_", " ") + (f" of {step.reads[0].shape[0] // step.rows}" if is_fold else "")
    longest = max(term.length for term in step.terms)
    has_products = any(len(term.factors) == 2 for term in step.terms)
    if is_matrix_product:
        return "matrix product"
    if longest > 1:
        return f"dot product of {longest}" if has_products else f"sum of {longest}"
    if has_products:
        return "multiply and add"
    return "subtract" if any(term.sign < 0 for term in step.terms) else "add"


def _stands_for(step: ArrayStep) -> str:
    """How many scalar operations of which kind."""
    multiplied = step.rows * sum(term.length for term in step.terms if len(term.factors) == 2)
    if step.is_mean:
        return f"for {multiplied:,} × a sample" if multiplied else f"for {step.rows:,} means"
    if step.operation is not None:
        return f"for {step.rows:,} {step.operation.symbol}"
    is_difference = len(step.terms) == 2 and not multiplied and step.terms[0].sign != step.terms[1].sign
    added = f"{step.rows:,} {'−' if is_difference else '+'}"
    return f"for {multiplied:,} × and {added}" if multiplied else f"for {added}"


def _scalar_count(step: ArrayStep) -> int:
    multiplied = step.rows * sum(term.length for term in step.terms if len(term.factors) == 2)
    return multiplied + step.rows


def _added(terms: Sequence[tuple[int, str]]) -> str:
    """Terms with their signs as one formula, a positive one first where there is one."""
    ordered = sorted(terms, key=lambda term: -term[0])
    text = " ".join(f"{'+' if sign > 0 else '−'} {term}" for sign, term in ordered)
    return text.removeprefix("+ ")


def _times(*sizes: int | str) -> str:
    return " × ".join(f"{size:,}" if isinstance(size, int) else size for size in sizes)


# The look.


def program_layout(diagram: ProgramDiagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The forward part from left to right and, below it, the gradient from right to left."""
    canvas = _ProgramCanvas(theme)
    # the first stands lowest
    for title, is_forward in (("Gradient", False), ("Forward", True)):
        boxes = [box for box in diagram.boxes if box.is_forward == is_forward]
        if not boxes:
            continue
        for box in boxes:
            canvas.array(box)
        label = html_label(f'<FONT POINT-SIZE="{SYMBOL_SIZE}"><B>{title}</B></FONT>')
        canvas.dot.node(f"title {title}", label=label, shape="plain", height=f"{TITLE_HEIGHT}")
    canvas.note(f"{_summary(diagram)}; {NOTE}")
    return canvas.dot


@dataclass
class _ProgramCanvas:
    theme: Theme
    canvas: Canvas = field(init=False)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.theme)

    @property
    def dot(self) -> graphviz.Digraph:
        return self.canvas.dot

    def note(self, text: str) -> None:
        self.canvas.note(text)

    def array(self, box: Box) -> None:
        """A box, what stands beside it, and its arrows."""
        theme = self.theme
        name = f"a{box.name}"
        ink = theme.forward if box.is_forward else theme.gradient
        title = _line(theme.ink, TEXT_SIZE, box.title)
        lines = [
            f"<B>{title}</B>" if box.is_matrix_product else title,
            _line(theme.ink, TEXT_SIZE, box.formula),
            _line(ink, TEXT_SIZE, box.shape),
            _line(theme.ink, SMALL_SIZE, box.stands_for),
        ]
        self.dot.node(
            name,
            label=_stacked(lines),
            shape="box",
            style="rounded,filled" if box.is_result else "filled",
            fillcolor=theme.box if box.is_result else theme.gate,
            color=ink if box.is_result else theme.gate_border,
            penwidth=f"{OUTPUT_STROKE if box.is_result or box.is_matrix_product else STROKE}",
            margin="0.14,0.06",
            **(STACKED if box.is_matrix_product else {}),
        )
        for leaf in box.leaves:
            self._leaf(f"{name} {leaf.name}", leaf, name, is_forward=box.is_forward)
        for parent in box.parents:
            self._arrow(f"a{parent}", name, is_forward=box.is_forward)

    def _leaf(self, name: str, leaf: Leaf, box: str, *, is_forward: bool) -> None:
        theme = self.theme
        style = {"style": "rounded,dashed"} if leaf.kind == "saved" else {"style": "rounded,filled"}
        lines = [_line(theme.ink, SMALL_SIZE, f"{leaf.kind} {leaf.name}"), _line(theme.forward, SMALL_SIZE, leaf.shape)]
        self.dot.node(
            name,
            label=_stacked(lines),
            shape="box",
            fillcolor=theme.box,
            color=theme.forward,
            margin="0.1,0.03",
            height="0",
            **style,
        )
        self._arrow(name, box, is_forward=is_forward, **({"style": "dashed"} if leaf.kind == "saved" else {}))

    def _arrow(self, tail: str, head: str, *, is_forward: bool, **attributes: str) -> None:
        if is_forward:
            self.dot.edge(tail, head, **attributes)
        else:
            self.dot.edge(head, tail, dir="back", color=self.theme.gradient, **attributes)


def _line(color: str, size: int, text: str) -> str:
    return f'<FONT COLOR="{color}" POINT-SIZE="{size}">{markup(text, LINE_LENGTH)}</FONT>'


def _stacked(lines: Sequence[str]) -> str:
    """Lines one below the other, a little apart."""
    rows = "".join(f'<TR><TD CELLPADDING="2">{line}</TD></TR>' for line in lines)
    return html_label(f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>')


# The words.


def program_title(diagram: ProgramDiagram) -> str:
    """One line that names the picture."""
    return f"Array program: {_summary(diagram)}"


def _summary(diagram: ProgramDiagram) -> str:
    return f"{len(diagram.boxes)} array operations stand for {diagram.scalar_count:,} scalar ones"


def program_description(diagram: ProgramDiagram) -> str:
    """The program as sentences, an array each."""
    sentences = []
    for title, is_forward in (("Forward", True), ("Gradient", False)):
        boxes = [box for box in diagram.boxes if box.is_forward == is_forward]
        sentences += [f"{title}:"] if boxes else []
        sentences += [f"{box.formula}, {box.title}, {box.shape}, {box.stands_for}." for box in boxes]
    return " ".join([*sentences, f"{NOTE}."])


def program_table(diagram: ProgramDiagram) -> str:
    """A line per array: its name and formula, the kind of work, its shape, what it stands for."""
    rows: list[Any] = [("array", "work", "shape", "stands for")]
    rows += [(box.formula, box.title, box.shape, box.stands_for.removeprefix("for ")) for box in diagram.boxes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, f"{_summary(diagram)} (a sum of many terms is one +); {NOTE}"])
