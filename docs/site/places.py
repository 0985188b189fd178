"""Where the course teaches what its sources hold, as a page: each figure, table, equation, algorithm and row.

Not here: the rows (docs/course-rows.md), and the marks in the notebooks (notebooks/claims.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mdit_py_plugins.anchors.index import slugify

from docs.site.markdown import place_link, write_page
from notebooks.build import FOLDER, language, notebook
from notebooks.claims import taught, without_marks

PAGE = "course/where"
ROWS = FOLDER.parent / "docs" / "course-rows.md"
OPENING = """# Where is what

The course follows five texts. Here is the place in the course for each numbered figure, table, equation and algorithm
of theirs, and for each row of the inventory that was made of them. Whoever teaches from one of the texts finds the
notebook; whoever reads a notebook finds the page to compare.
"""
KINDS = {"Fig": "Figure", "Tab": "Table", "Eq": "Equation", "Alg": "Algorithm"}
HEADING = re.compile(r"#+ (.+)")


@dataclass(frozen=True)
class Source:
    """A text that the course follows: what it is, and the numbers of its figures, tables, equations and algorithms."""

    title: str
    numbered: tuple[str, ...]


def _numbers(kind: str, chapter: str, numbers: Sequence[int]) -> list[str]:
    return [f"{kind} {chapter}{number}" for number in numbers]


SOURCES = {
    "S0": Source(
        "Oh, *Machine Learning*, chapter 3: multilayer perceptron",
        (
            *_numbers("Fig", "3-", range(7, 18)),
            *_numbers("Tab", "3-", (1, 2)),
            *_numbers("Eq", "3.", range(11, 26)),
            *_numbers("Alg", "3-", range(3, 8)),
        ),
    ),
    "S1": Source(
        "Shin, *DL from Scratch*, after chapter 5 of Saitoh's *Deep Learning from Scratch*",
        (
            *_numbers("Fig", "5-", (2, *range(6, 14), *range(19, 22), *range(23, 27), *range(28, 31))),
            *_numbers("Tab", "5-", (1, 2)),
        ),
    ),
    "S2": Source("Cho, *Techniques of training* (seminar, slides without numbers: rows C20 to C54)", ()),
    "S3": Source("Notes on neural networks (without numbers: rows C26, C29 to C36 and D01 to D06)", ()),
    "S4": Source(
        "A review of Rumelhart, Hinton and Williams, *Learning representations by back-propagating errors* (1986); the "
        "numbers are the paper's",
        (*_numbers("Fig", "", range(1, 6)), *_numbers("Eq", "", range(1, 10))),
    ),
}


def write(pages: Path, notebooks: Sequence[Path]) -> None:
    """Write the page on `notebooks` below the folder `pages`."""
    write_page(pages, PAGE, page(notebooks))


def page(notebooks: Sequence[Path]) -> str:
    """A table for each source, and one of all rows, with links to the places in `notebooks`."""
    found = places(notebooks)
    parts = [OPENING]
    for source, what in SOURCES.items():
        if what.numbered:
            parts.append(f"## {what.title}\n\n| | taught in |\n|---|---|\n")
            parts += [f"| {_spelled(item)} | {' · '.join(found[f'{source} {item}'])} |\n" for item in what.numbered]
        else:
            parts.append(f"## {what.title}\n")
    parts.append("## Row by row\n\n| | what | taught in |\n|---|---|---|\n")
    parts += [f"| {row} | {what} | {' · '.join(found[row])} |\n" for row, what in rows().items()]
    return "\n".join(parts).replace("|\n\n|", "|\n|")


def rows() -> dict[str, str]:
    """The rows of the inventory: what each is, by its name."""
    return dict(re.findall(r"^\| ([A-E]\d\d) \| ([^|]+?) \|", ROWS.read_text("utf-8"), re.MULTILINE))


def places(notebooks: Sequence[Path]) -> dict[str, list[str]]:
    """Links to where each thing of a source is taught, in the order of the course; nothing for what is not."""
    result: dict[str, list[str]] = {name: [] for name in known()}
    for source in notebooks:
        if language(source) == "en":
            for heading, items in _marked(source):
                link = place_link(source.stem, heading, slugify(heading))
                for item in items:
                    if link not in result[item]:
                        result[item].append(link)
    return result


def known() -> list[str]:
    """All that a mark in a notebook may name."""
    return [*rows(), *(f"{source} {item}" for source, what in SOURCES.items() for item in what.numbered)]


def _marked(source: Path) -> Iterator[tuple[str, list[str]]]:
    """Each heading of a notebook, and what is taught below it."""
    text = "\n\n".join(cell.source for cell in notebook(source).cells if cell.cell_type == "markdown")
    for part in re.split(r"^(?=#)", text, flags=re.MULTILINE):
        if heading := HEADING.match(part):
            yield without_marks(heading[1]).strip(), taught(part)


def _spelled(item: str) -> str:
    kind, _, number = item.partition(" ")
    return f"{KINDS[kind]} {number}"
