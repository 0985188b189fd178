"""The course's notebooks as pages: every one is run, and what its cells show stands below them.

Not here: what the course says, and running a notebook (notebooks/build.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode

from docs.site.markdown import code, hidden_contents, printed, raw, write_page
from notebooks.build import LANGUAGES, executed, language, opening

ANSI = re.compile(r"\x1b\[[0-9;]*m")
PYTHON_ONLY = "The code above each picture drew it, and computed every number."


class PageError(Exception):
    """A notebook shows what no page of the course may show."""


def write(pages: Path, notebooks: Sequence[Path], jobs: int) -> None:
    """Run `notebooks`, `jobs` at a time, and write a page for each, and the course's index, below `pages`."""
    # threads are enough: the work is done by the kernels
    with ThreadPoolExecutor(jobs) as pool:
        for source, result in zip(notebooks, pool.map(executed, notebooks), strict=True):
            write_page(pages, f"course/{source.stem}", page(source, result, notebooks))
    write_page(pages, "course/index", index(notebooks))


def page(source: Path, result: NotebookNode, others: Sequence[Path] = ()) -> str:
    """The page of a notebook that was run, with links to the same page in other languages among `others`."""
    blocks = [block for cell in result.cells for block in _cell(cell)]
    twins = [other for other in others if _number(other) == _number(source) and other != source]
    links = " · ".join(f"[{LANGUAGES[language(twin)]}]({twin.stem}.md)" for twin in twins)
    heading, _, rest = blocks[0].partition("\n")
    blocks[0] = f"{heading}\n\n{links}\n{rest}" if links else blocks[0]
    return f"---\nlanguage: {language(source)}\n---\n\n" + "\n\n".join(blocks) + "\n"


def index(notebooks: Sequence[Path]) -> str:
    """The page that lists the others, a section for each language."""
    parts = [
        "# How neural networks learn\n\nA course in notebooks, from the price of an apple to a network as an array "
        f"program. {PYTHON_ONLY} The pages need no network and no Python; the notebooks themselves lie in the folder "
        "`notebooks`.\n"
    ]
    for name, title in LANGUAGES.items():
        listed = [source for source in notebooks if language(source) == name]
        if listed:
            parts += [f"## {title}\n", *map(_entry, listed), hidden_contents([source.stem for source in listed], title)]
    return "\n".join(parts)


def _entry(source: Path) -> str:
    heading, paragraph = opening(source)
    return f"### [{heading}]({source.stem}.md)\n\n{paragraph}\n"


def _number(source: Path) -> str:
    return source.stem.partition("-")[0]


def _cell(cell: NotebookNode) -> list[str]:
    if cell.cell_type == "markdown":
        return [_linked(cell.source)]
    return [code(cell.source), *map(_output, cell.outputs)]


def _linked(text: str) -> str:
    """Links between notebooks lead to their pages."""
    return re.sub(r"\]\(([\w.-]+)\.ipynb(#[\w-]+)?\)", r"](\1.md\2)", text)


def _output(output: NotebookNode) -> str:
    """What a cell shows. A page of the course shows no warning, and no figure without words."""
    if output.output_type == "error":
        return printed(ANSI.sub("", "\n".join(output.traceback)))
    if output.output_type == "stream":
        if output.name == "stderr":
            raise PageError(f"a cell of the course writes to stderr: {output.text}")
        return printed(output.text)
    shown = output.data
    if "text/html" in shown:
        return raw(f'<div class="shown">{shown["text/html"]}</div>')
    if "image/png" in shown:
        raise PageError("a cell of the course shows a figure without words; give it some with plots.described")
    return str(shown["text/markdown"]) if "text/markdown" in shown else printed(shown["text/plain"])
