"""Sections of the gallery: Python files in cells, as notebooks have them, read and run.

A section opens with its title and a sentence; a cell with `# %% title`, and a sentence in the comment below. Its last
line is what it shows. Not here: the pages (docs/site/gallery.py).
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "# %% "


@dataclass(frozen=True)
class Cell:
    """A piece of code that shows a picture.

    Attributes:
        name: for links to it.
        title, summary: what is to be seen.
        code: as it is run and as it is shown.
    """

    name: str
    title: str
    summary: str
    code: str


@dataclass(frozen=True)
class Section:
    """The cells of a file, which are run one after the other."""

    name: str
    title: str
    summary: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Shown:
    """What became of a cell: the HTML that a notebook would show, and what was printed."""

    cell: Cell
    picture: str
    printed: str


def sections(folder: Path) -> Iterator[Section]:
    """The sections in the files of `folder`, in the order of their names."""
    for path in sorted(folder.glob("*.py")):
        yield section_of(path.stem, path.read_text(encoding="utf-8"))


def section_of(name: str, source: str) -> Section:
    """The section that `source` is.

    Raises:
        ValueError: a title or a sentence is missing.
    """
    head, *cells = source.split(f"\n{MARK}")
    title, _, summary = (ast.get_docstring(ast.parse(head)) or "").partition("\n\n")
    if not summary:
        raise ValueError(f"a section opens with a docstring of a title and a sentence, got {head!r} in {name}")
    return Section(_link(title), title.rstrip("."), " ".join(summary.split()), tuple(map(_cell, cells)))


def _cell(text: str) -> Cell:
    title, _, rest = text.partition("\n")
    comment = re.match("(# .*\n)+", rest)
    if comment is None:
        raise ValueError(f"a cell's title is followed by a sentence in a comment, got {rest[:60]!r} after {title!r}")
    summary = " ".join(line.removeprefix("# ") for line in comment[0].splitlines())
    return Cell(_link(title), title, summary, rest[comment.end() :].strip())


def _link(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower()))


def run(section: Section) -> list[Shown]:
    """Run the cells, which share their variables.

    Raises:
        ValueError: a cell's last line shows no picture.
    """
    variables: dict[str, Any] = {}
    return [_run(cell, variables) for cell in section.cells]


def _run(cell: Cell, variables: dict[str, Any]) -> Shown:
    *before, last = ast.parse(cell.code).body
    if not isinstance(last, ast.Expr):
        raise ValueError(f"a cell's last line is what it shows, got {ast.unparse(last)!r} in {cell.title!r}")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(before, []), cell.name, "exec"), variables)
        shown = eval(compile(ast.Expression(last.value), cell.name, "eval"), variables)
    if not hasattr(shown, "_repr_mimebundle_"):
        raise ValueError(f"a cell shows a picture, got {shown!r} in {cell.title!r}")
    return Shown(cell, shown._repr_mimebundle_()["text/html"], printed.getvalue().rstrip())
