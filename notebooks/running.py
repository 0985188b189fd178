"""A notebook run from top to bottom in a kernel of its own, and with it what its prose claims and its exercises say.

Not here: what counts as a claim (claims.py), and what is done with it in the kernel (inside.py).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from notebooks.claims import marks, solutions

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
CELL_SECONDS = 600  # a limit for what hangs, not for a busy machine


@dataclass(frozen=True)
class Said:
    """What an exercise said to an answer: whether all of it is right, and the words; or how the answer failed."""

    is_right: bool
    words: str


@dataclass
class Run:
    """What came of a notebook.

    Attributes:
        notebook: it, with its outputs.
        values: what each claim of a Markdown cell is, by the cell's number and its own in the cell; the text of the
            error where it failed.
        said: to each list of answers that was asked for, by the number of the exercise, what its check said.
    """

    notebook: NotebookNode
    values: dict[int, dict[int, Any]] = field(default_factory=dict)
    said: dict[int, list[Said]] = field(default_factory=dict)


def executed(notebook: NotebookNode) -> NotebookNode:
    """The notebook with its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the message shows it.
    """
    # the kernel finds the packages of this checkout, installed or not
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(FOLDER)}},
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # else it says at every start that it is not encrypted
    )
    client.execute(env=os.environ | {"PYTHONPATH": paths})
    return notebook


def run(notebook: NotebookNode, answers: Mapping[int, Sequence[str]] | None = None) -> Run:
    """Run `notebook` once; compute its claims and check `answers` where they stand.

    Args:
        notebook: it, without outputs.
        answers: for an exercise, by its number from 1 on, code that ends with its check. It runs where the notebook
            shows the exercise's solution, and leaves the notebook's names as they are.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the message shows it.
    """
    cells = list(notebook.cells)
    asked = list(_asked(cells, answers or {}))
    notebook.cells = []
    for number, cell in enumerate(cells):
        notebook.cells += [extra for place, _, extra in asked if place == number]
        notebook.cells.append(cell)
    notebook.cells += [extra for place, _, extra in asked if place == len(cells)]
    executed(notebook)
    notebook.cells = cells
    result = Run(notebook)
    for _, (kind, *where), extra in asked:
        told = _told(extra)
        if kind == "claim":
            result.values.setdefault(where[0], {})[where[1]] = told
        else:
            said = Said(False, told) if isinstance(told, str) else Said(told["right"], told["said"])
            result.said.setdefault(where[0], []).append(said)
    return result


# before which cell it is asked, what it is, and the cell that asks
Asked = tuple[int, tuple[Any, ...], NotebookNode]


def _asked(cells: Sequence[NotebookNode], answers: Mapping[int, Sequence[str]]) -> Iterable[Asked]:
    exercise = 0
    for number, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        for index, mark in enumerate(marks(cell.source)):
            place = _after_next_code(cells, number) if mark.later else number
            yield place, ("claim", number, index), _question("tell", mark.expression)
        for _ in solutions(cell.source):
            exercise += 1
            for answer in answers.get(exercise, ()):
                yield number, ("answer", exercise), _question("judge", answer)


def _after_next_code(cells: Sequence[NotebookNode], number: int) -> int:
    later = (i + 1 for i in range(number, len(cells)) if cells[i].cell_type == "code")
    return next(later, len(cells))


def _question(how: str, what: str) -> NotebookNode:
    cell = new_code_cell(f'__import__("notebooks.inside", fromlist=["inside"]).{how}({what!r}, globals())')
    cell.metadata = nbformat.from_dict({"tags": ["raises-exception"]})
    return cell


def _told(cell: NotebookNode) -> Any:
    """What a question printed; the error's text where it failed."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    return json.loads(printed.splitlines()[-1])
