"""Build the course: the .ipynb from the .py sources, and static pages with the results in them.

    python notebooks/build.py                 # write every .ipynb anew from its .py
    python notebooks/build.py --check         # only say which .ipynb is not what its .py gives; exit code 1 if one is
    python notebooks/build.py --site FOLDER   # run every notebook and write the course as pages that need no network

The .py files are the sources, in the percent format of Jupytext. Not here: what the course says, and any code of the
packages.
"""

from __future__ import annotations

import argparse
import html
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import jupytext
import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from latex2mathml.converter import convert as mathml
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
# What a notebook needs to be opened with Python; nothing that a run leaves behind.
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
CELL_SECONDS = 120
LANGUAGES = {"en": "English", "ko": "한국어"}
CONTENTS = {"en": "Contents", "ko": "차례"}


class Renderer(IPythonRenderer):
    """Markdown as HTML with formulas as MathML, which a browser shows without a script."""

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, display="block")


@pass_context
def _markdown(context: Context, source: str) -> str:
    """Markdown as HTML; a filter of nbconvert's templates."""
    return str(MarkdownWithMath(renderer=Renderer(escape=False, exclude_anchor_links=True)).render(source))


def sources() -> list[Path]:
    """The notebooks' sources in the order of the course; a translation comes after its original."""
    return sorted(FOLDER.glob("[0-9][0-9]-*.py"), key=lambda path: path.stem)


def language(path: Path) -> str:
    """The language of a notebook: `01-name.ko.py` is the Korean one of `01-name.py`."""
    return path.stem.partition(".")[2] or "en"


def notebook(source: Path) -> NotebookNode:
    """The notebook that a source gives, always the same one, without outputs."""
    result = jupytext.reads(source.read_text("utf-8"), fmt="py:percent")
    result.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(result.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})
    nbformat.validate(result)
    return result


def as_file(source: Path) -> str:
    """What the .ipynb of a source holds."""
    return nbformat.writes(notebook(source)) + "\n"


def ipynb(source: Path) -> Path:
    return source.with_suffix(".ipynb")


def out_of_step() -> list[str]:
    """A sentence for every .ipynb that is not what its source gives, or has none."""
    expected = {ipynb(source): source for source in sources()}
    wrong = []
    for path, source in expected.items():
        if not path.exists() or path.read_text("utf-8") != as_file(source):
            wrong.append(f"{path.name} is not what {source.name} gives; run python notebooks/build.py")
    wrong += [f"{path.name} has no source; delete it" for path in FOLDER.glob("*.ipynb") if path not in expected]
    return wrong


def executed(source: Path) -> NotebookNode:
    """The notebook with its outputs, run from top to bottom in a kernel of its own.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the message shows it.
    """
    result = notebook(source)
    # the kernel finds the packages of this checkout, installed or not
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(
        result,
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(FOLDER)}},
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # else it says at every start that it is not encrypted
    )
    client.execute(env=os.environ | {"PYTHONPATH": paths})
    return result


def title(source: Path) -> str:
    """The notebook's first heading."""
    return _opening(source)[0]


def purpose(source: Path) -> str:
    """The first paragraph below the heading, as HTML."""
    return _opening(source)[1]


def _opening(source: Path) -> tuple[str, str]:
    first = notebook(source).cells[0].source
    heading, _, rest = first.partition("\n")
    paragraph = rest.strip().partition("\n\n")[0]
    text = MarkdownWithMath(renderer=Renderer(escape=False)).render(paragraph).strip()
    return heading.removeprefix("#").strip(), text


def page(source: Path, result: NotebookNode) -> str:
    """The page of a notebook that was run."""
    exporter = HTMLExporter(template_name="basic")
    exporter.register_filter("markdown2html", _markdown)
    body, _ = exporter.from_notebook_node(result)
    return _filled(title(source), language(source), _navigation(source), f"<main>{body}</main>")


def index() -> str:
    """The page that lists the others."""
    sections = []
    for code, name in LANGUAGES.items():
        items = "".join(
            f'<li><a href="{_page_name(source)}">{html.escape(title(source))}</a>{purpose(source)}</li>'
            for source in sources()
            if language(source) == code
        )
        heading = "" if code == "en" else f"<h2>{name}</h2>"
        sections.append(f'<section lang="{code}">{heading}<ul class="course">{items}</ul></section>')
    introduction = (
        "<h1>How neural networks learn</h1><p>A course in notebooks, from the price of an apple to a network as an "
        "array program. The code above each picture drew it, and computed every number. The pages need no network "
        "and no Python; the notebooks themselves lie in the folder <code>notebooks</code>.</p>"
    )
    return _filled("How neural networks learn", "en", "", f"<main>{introduction}{''.join(sections)}</main>")


def _page_name(source: Path) -> str:
    return f"{source.stem}.html"


def _navigation(source: Path) -> str:
    """Links to the index, to the pages before and after, and to the same page in other languages."""
    code = language(source)
    course = [path for path in sources() if language(path) == code]
    place = course.index(source)
    links = [f'<a href="index.html">{CONTENTS[code]}</a>']
    if place:
        links.append(f'<a rel="prev" href="{_page_name(course[place - 1])}">← {_short(course[place - 1])}</a>')
    if place + 1 < len(course):
        links.append(f'<a rel="next" href="{_page_name(course[place + 1])}">{_short(course[place + 1])} →</a>')
    number = source.stem.partition("-")[0]
    for other in sources():
        if other.stem.startswith(f"{number}-") and other != source:
            name = LANGUAGES[language(other)]
            links.append(f'<a hreflang="{language(other)}" href="{_page_name(other)}">{name}</a>')
    return f"<nav>{''.join(links)}</nav>"


def _short(source: Path) -> str:
    return html.escape(title(source))


def _filled(title: str, language: str, navigation: str, body: str) -> str:
    light, dark = HtmlFormatter(style="default"), HtmlFormatter(style="github-dark")
    colors = (
        f"{light.get_style_defs('.highlight')}\n@media (prefers-color-scheme: dark) {{\n"
        f"{dark.get_style_defs('.highlight')}\n}}\n"
    )
    style = colors + (FOLDER / "page.css").read_text("utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n"
        f'<meta name="viewport" content="width=device-width">\n<style>\n{style}</style>\n</head>\n<body>\n'
        f"{navigation}\n{body}\n{navigation}\n</body>\n</html>\n"
    )


def build_site(folder: Path, jobs: int) -> None:
    """Run every notebook and write its page, and the index, into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    # threads are enough: the work is done by the kernels
    with ThreadPoolExecutor(jobs) as pool:
        for name in pool.map(partial(write_page, folder), sources()):
            print(f"wrote {name}", flush=True)
    (folder / "index.html").write_text(index(), "utf-8")
    print(f"open {folder / 'index.html'}")


def write_page(folder: Path, source: Path) -> Path:
    """Run a notebook and write its page into `folder`; the page's path."""
    path = folder / _page_name(source)
    path.write_text(page(source, executed(source)), "utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python notebooks/build.py", description="Build the course: .ipynb files from the .py sources, or pages."
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="say which .ipynb is not what its .py gives, change nothing")
    what.add_argument("--site", type=Path, metavar="FOLDER", help="run every notebook and write the course as pages")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="notebooks run at a time (%(default)s)")
    options = parser.parse_args(arguments)
    if options.site:
        build_site(options.site, options.jobs)
        return 0
    if options.check:
        wrong = out_of_step()
        print("\n".join(wrong) if wrong else "every .ipynb is what its .py gives", file=sys.stderr if wrong else None)
        return int(bool(wrong))
    for source in sources():
        ipynb(source).write_text(as_file(source), "utf-8")
    print(f"wrote {len(sources())} notebooks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
