"""The course's notebooks as pages: every one is run, and what its cells show stands below them.

Not here: what the course says, and running a notebook (notebooks/build.py).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from nbformat import NotebookNode

from autograd_core.words import section, speaking
from docs.lab import live
from docs.site import glossary
from docs.site.markdown import code, hidden_contents, printed, raw, write_page
from notebooks.build import LANGUAGES, executed, language, notebook, opening
from notebooks.claims import without_marks

ANSI = re.compile(r"\x1b\[[0-9;]*m")
EXERCISE = re.compile(r'data-exercise="(\w+)" data-blanks="(\d+)"')
# What stands below a cell whose answers are all open, where the page above it asks for them.
STILL_OPEN = re.compile(r"(\(\w+\) (is still open|아직 답하지 않았습니다\.)\n?)+")
COVER = re.compile(r"<img [^>]*>")
NEEDS = re.compile(r"Reading takes|읽는 데")  # after what one must know
INDEX = {"en": "course/index", "ko": "course/index.ko"}
FIND = {"en": "Find in the course", "ko": "강의에서 찾기"}
LISTS = {  # the pages beside the notebooks
    "glossary": "Glossary · 용어집",
    "notation": "Which letter means what",
    "where": "Where is what: figures, equations and algorithms of the sources",
}
OPENINGS = {
    "en": "# How neural networks learn\n\nA course in notebooks, from the price of an apple to a network as an array "
    "program. The code above each picture drew it, and computed every number. The pages need no network and no Python: "
    "exercises are answered in them, and the browser keeps what was answered. Printed, a page has no code, and "
    "`python -m docs course-pdf` prints them all into one PDF. The notebooks themselves lie in the folder `notebooks`.",
    "ko": "# 신경망은 어떻게 배울까?\n\n사과의 가격에서 시작하여 배열 프로그램이 된 신경망까지 가는 노트북 강의입니다. "
    "그림은 모두 바로 위의 코드로 그렸고, 수도 모두 그 코드로 계산했습니다. 인터넷에 연결하거나 파이썬을 "
    "설치하지 않아도 읽을 수 있습니다. 연습 문제는 페이지에서 바로 풀고, 쓴 답은 브라우저에 남습니다. 인쇄하면 코드는 "
    "빠지고, `python -m docs course-pdf --language ko`는 모두 PDF 하나로 인쇄합니다. "
    "노트북 파일은 `notebooks` 폴더에 있습니다.",
}


class PageError(Exception):
    """A notebook shows what no page of the course may show."""


def write(pages: Path, notebooks: Sequence[Path], jobs: int, *, is_live: bool = False) -> None:
    """Run `notebooks`, `jobs` at a time, and write a page for each, and the course's index, below `pages`.

    With `is_live` a page has a button that runs its cells, by the runtime that docs/lab/live.py puts beside the pages.
    """
    # threads are enough: the work is done by the kernels
    exercises, covers = {}, {}
    with ThreadPoolExecutor(jobs) as pool:
        for source, result in zip(notebooks, pool.map(executed, notebooks), strict=True):
            text = page(source, result, notebooks, is_live=is_live)
            write_page(pages, f"course/{source.stem}", text)
            exercises[source] = EXERCISE.findall(text)
            covers[source] = "".join(COVER.findall(text)[:1])
    for name, place in INDEX.items():
        write_page(pages, place, index(notebooks, exercises, covers, name))


def page(source: Path, result: NotebookNode, others: Sequence[Path] = (), *, is_live: bool = False) -> str:
    """The page of a notebook that was run, with links to the same page in other languages among `others`."""
    first, *cells = result.cells
    blocks = _cell(first)
    for number, cell in enumerate(cells, 1):
        blocks += [raw(f'<span class="place" id="cell-{number}"></span>'), *_cell(cell)]
    links = " · ".join(f"[{LANGUAGES[language(twin)]}]({twin.stem}.md)" for twin in _twins(source, others))
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


def _twins(source: Path, others: Sequence[Path]) -> list[Path]:
    """The same notebook in other languages."""
    return [other for other in others if _number(other) == _number(source) and other != source]


def index(
    notebooks: Sequence[Path],
    exercises: Mapping[Path, Sequence[tuple[str, str]]],
    covers: Mapping[Path, str] | None = None,
    name: str = "en",
) -> str:
    """The page that lists the notebooks of a language, and finds words in them.

    Args:
        notebooks: their sources, in all languages.
        exercises: of each, by name, and their blanks.
        covers: a picture of each, as HTML.
        name: the language.
    """
    heading, _, opening_words = OPENINGS[name].partition("\n\n")
    twins = [f"[{LANGUAGES[other]}]({place.rpartition('/')[2]}.md)" for other, place in INDEX.items() if other != name]
    listed = [source for source in notebooks if language(source) == name]
    parts = [f"---\nlanguage: {name}\n---\n", heading, " · ".join(twins), opening_words, _finder(notebooks, name)]
    parts += [
        _entry(source, exercises.get(source, ()), (covers or {}).get(source, ""), _twins(source, notebooks))
        for source in listed
    ]
    parts += [hidden_contents([source.stem for source in listed])] if listed else []
    if name == "en":
        parts += ["\n".join(f"- [{title}]({place}.md)" for place, title in LISTS.items()), hidden_contents([*LISTS])]
    else:
        parts.append("[용어집](glossary.md)")
    return "\n\n".join(parts) + "\n"


def _entry(source: Path, exercises: Sequence[tuple[str, str]], cover: str, twins: Sequence[Path]) -> str:
    """What the index says of a notebook: title, picture, purpose, needs and times, what is done."""
    heading, purpose = opening(source)
    paragraphs = without_marks(notebook(source).cells[0].source).split("\n\n")
    needs = _needs([" ".join(paragraph.split()) for paragraph in paragraphs])
    links = " · ".join(f"[{LANGUAGES[language(twin)]}]({twin.stem}.md)" for twin in twins)
    picture = raw(f'<div class="cover">{cover}</div>') if cover else ""
    said = [f"## [{heading}]({source.stem}.md)", links, picture, purpose, needs, _progress(source, exercises)]
    return "\n\n".join(filter(None, said)) + "\n"


def _needs(paragraphs: Sequence[str]) -> str:
    """What one must know and how long it takes, in one paragraph or in two."""
    for before, paragraph in pairwise(["", *paragraphs]):
        if NEEDS.search(paragraph):
            return paragraph if not NEEDS.match(paragraph) or before.startswith("-") else f"{before} {paragraph}"
    return ""


def _finder(notebooks: Sequence[Path], name: str) -> str:
    """A field that finds words in the pages, and what is searched: each passage's place, heading and text (find.js)."""
    passages = [
        {"page": f"{passage.page}.html#{passage.anchor}", "title": passage.heading, "text": _plain(passage.text)}
        for passage in glossary.passages(notebooks, name)
    ]
    searched = json.dumps(passages, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return raw(
        f'<search class="find"><label>{FIND[name]} <input type="search"></label><ol aria-live="polite"></ol>'
        f'<script type="application/json">{searched}</script></search>'
    )


def _plain(text: str) -> str:
    """Words without the signs of Markdown."""
    return " ".join(re.sub(r"</?\w[^>]*>|\]\([^)]*\)|[*#|\[]", " ", text).split())


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
