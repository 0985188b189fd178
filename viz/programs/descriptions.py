"""The words of an array program's picture: its title, its sentences, and its table.

Not here: the formulas (diagram.py).
"""

from __future__ import annotations

import re
from typing import Any

from viz.programs.diagram import ProgramDiagram


def note(diagram: ProgramDiagram) -> str:
    """What the letters mean that no box explains."""
    formulas = " ".join(box.formula for box in diagram.boxes)
    letters = [("θ", "all parameters"), ("X", "all inputs")]
    explained = [f"{letter}: {meaning}" for letter, meaning in letters if re.search(rf"\b{letter}\b", formulas)]
    return "; ".join(["n: the samples of a batch", *explained])


def program_title(diagram: ProgramDiagram) -> str:
    """One line that names the picture."""
    return f"Array program: {summary(diagram)}"


def summary(diagram: ProgramDiagram) -> str:
    return f"{len(diagram.boxes)} array operations stand for {diagram.scalar_count:,} scalar ones"


def program_description(diagram: ProgramDiagram) -> str:
    """The program as sentences, an array each."""
    sentences = []
    for title, is_forward in (("Forward", True), ("Gradient", False)):
        boxes = [box for box in diagram.boxes if box.is_forward == is_forward]
        sentences += [f"{title}:"] if boxes else []
        sentences += [f"{box.formula}, {box.title}, {box.shape}, {box.stands_for}." for box in boxes]
    return " ".join([*sentences, f"{note(diagram)}."])


def program_table(diagram: ProgramDiagram) -> str:
    """A line per array: its name and formula, the kind of work, its shape, what it stands for."""
    rows: list[Any] = [("array", "work", "shape", "stands for")]
    rows += [(box.formula, box.title, box.shape, box.stands_for.removeprefix("for ")) for box in diagram.boxes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, f"{summary(diagram)} (a sum of many terms is one +); {note(diagram)}"])
