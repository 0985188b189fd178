"""The words of an array program's picture: its title, its sentences, and its table.

Not here: the formulas (diagram.py).
"""

from __future__ import annotations

import re

from autograd_core.words import words
from viz.programs.box import Box
from viz.programs.diagram import ProgramDiagram
from viz.text import in_columns


def note(diagram: ProgramDiagram) -> str:
    """What the letters mean that no box explains."""
    formulas = " ".join(box.formula for box in diagram.boxes)
    letters = [("θ", words("program.parameters")), ("X", words("program.inputs"))]
    explained = [meaning for letter, meaning in letters if re.search(rf"\b{letter}\b", formulas)]
    return "; ".join([words("program.batch"), *explained])


def program_title(diagram: ProgramDiagram) -> str:
    """One line that names the picture."""
    return words("program.title", summary=summary(diagram))


def summary(diagram: ProgramDiagram) -> str:
    return words("program.summary", arrays=len(diagram.boxes), scalars=diagram.scalar_count)


def stands_for(box: Box) -> str:
    return words("program.for", operations=box.stands_for)


def program_description(diagram: ProgramDiagram) -> str:
    """The program as sentences, an array each."""
    sentences = []
    parts = ((words("program.described_forward"), True), (words("program.described_gradient"), False))
    for title, is_forward in parts:
        boxes = [box for box in diagram.boxes if box.is_forward == is_forward]
        sentences += [title] if boxes else []
        sentences += [f"{box.formula}, {box.title}, {box.shape}, {stands_for(box)}." for box in boxes]
    return " ".join([*sentences, f"{note(diagram)}."])


def program_table(diagram: ProgramDiagram) -> str:
    """A line per array: its name and formula, the kind of work, its shape, what it stands for."""
    rows = [(words("program.array"), words("program.work"), words("program.shape"), words("program.stands_for"))]
    rows += [(box.formula, box.title, box.shape, box.stands_for) for box in diagram.boxes]
    return "\n".join([in_columns(rows), words("program.sums", summary=summary(diagram), note=note(diagram))])
