"""The course's notebooks as pages: every one is run, and what its cells show stands below them.

Not here: what the course says, and running a notebook (notebooks/build.py).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode

from autograd_core.words import section, speaking
from docs.lab import live
from docs.site.markdown import code, hidden_contents, printed, raw, write_page
from notebooks.build import LANGUAGES, executed, language, opening
from notebooks.claims import without_marks

ANSI = re.compile(r"\x1b\[[0-9;]*m")
EXERCISE = re.compile(r'data-exercise="(\w+)" data-blanks="(\d+)"')
# What stands below a cell whose answers are all open, where the page above it asks for them.
STILL_OPEN = re.compile(r"(\(\w+\) (is still open|아직 답하지 않았습니다\.)\n?)+")
PYTHON_ONLY = "The code above each picture drew it, and computed every number."


class PageError(Exception):
    """A notebook shows what no page of the course may show."""


def write(pages: Path, notebooks: Sequence[Path], jobs: int, *, is_live: bool = False) -> None:
    """Run `notebooks`, `jobs` at a time, and write a page for each, and the course's index, below `pages`.

    With `is_live` a page has a button that runs its cells, by the runtime that docs/lab/live.py puts beside the pages.
    """
    # threads are enough: the work is done by the kernels
    exercises = {}
    with ThreadPoolExecutor(jobs) as pool:
        for source, result in zip(notebooks, pool.map(executed, notebooks), strict=True):
            text = page(source, result, notebooks, is_live=is_live)
            write_page(pages, f"course/{source.stem}", text)
            exercises[source] = EXERCISE.findall(text)
    write_page(pages, "course/index", index(notebooks, exercises))


def page(source: Path, result: NotebookNode, others: Sequence[Path] = (), *, is_live: bool = False) -> str:
    """The page of a notebook that was run, with links to the same page in other languages among `others`."""
    blocks = [block for cell in result.cells for block in _cell(cell)]
    twins = [other for other in others if _number(other) == _number(source) and other != source]
    links = " · ".join(f"[{LANGUAGES[language(twin)]}]({twin.stem}.md)" for twin in twins)
    heading, _, rest = blocks[0].partition("\n")
    start = raw(live.beginning(language(source), _notebook(result), source.stem)) if is_live else ""
    blocks[0] = "\n\n".join(filter(None, [heading, links, start, rest]))
    facts = f"language: {language(source)}\n" + ("live: true\n" if is_live else "")
    return f"---\n{facts}---\n\n" + "\n\n".join(blocks) + "\n"


def _notebook(result: NotebookNode) -> list[dict[str, str]]:
    """The texts of a notebook, and the places of its code, which stands in the page."""
    return [
        {"kind": "code"} if cell.cell_type == "code" else {"kind": "text", "source": without_marks(cell.source)}
        for cell in result.cells
    ]


def index(notebooks: Sequence[Path], exercises: Mapping[Path, Sequence[tuple[str, str]]]) -> str:
    """The page that lists the others, a section for each language; `exercises` of each, by name, and their blanks."""
    parts = [
        "# How neural networks learn\n\nA course in notebooks, from the price of an apple to a network as an array "
        f"program. {PYTHON_ONLY} The pages need no network and no Python: exercises are answered in them, and the "
        "browser keeps what was answered. The notebooks themselves lie in the folder `notebooks`.\n"
    ]
    for name, title in LANGUAGES.items():
        listed = [source for source in notebooks if language(source) == name]
        if listed:
            entries = [_entry(source, exercises.get(source, ())) for source in listed]
            parts += [f"## {title}\n", *entries, hidden_contents([source.stem for source in listed], title)]
    parts.append("[Glossary · 용어집](glossary.md)\n\n" + hidden_contents(["glossary"]))
    return "\n".join(parts)


def _entry(source: Path, exercises: Sequence[tuple[str, str]]) -> str:
    heading, paragraph = opening(source)
    return f"### [{heading}]({source.stem}.md)\n\n{paragraph}\n\n{_progress(source, exercises)}"


def _progress(source: Path, exercises: Sequence[tuple[str, str]]) -> str:
    """The line that progress.js fills in with how many of a page's exercises the reader has done."""
    if not exercises:
        return ""
    names, blanks = " ".join(name for name, _ in exercises), sum(int(count) for _, count in exercises)
    with speaking(language(source)):
        told = section("exercise")
    said, again = (html.escape(str(told[f"exercise.{key}"])) for key in ("count", "start_again"))
    return raw(
        f'<p class="progress" hidden data-page="{source.stem}.html" data-exercises="{names}" data-all="{blanks}" '
        f'data-said="{said}" lang="{language(source)}"><span></span> <button type="button">{again}</button></p>'
    )


def _number(source: Path) -> str:
    return source.stem.partition("-")[0]


def _cell(cell: NotebookNode) -> list[str]:
    if cell.cell_type == "markdown":
        return [_linked(without_marks(cell.source))]
    outputs = filter(None, map(_output, cell.outputs))
    # around both, so that a live page finds them
    return [raw('<div class="cell">'), code(cell.source), raw('<div class="outputs">'), *outputs, raw("</div></div>")]


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
    if STILL_OPEN.fullmatch(shown.get("text/plain", "")) and "<iframe" not in shown.get("text/html", ""):
        return ""
    if "text/html" in shown:
        return raw(f'<div class="shown">{shown["text/html"]}</div>')
    if "image/png" in shown:
        raise PageError("a cell of the course shows a figure without words; give it some with plots.described")
    return str(shown["text/markdown"]) if "text/markdown" in shown else printed(shown["text/plain"])
