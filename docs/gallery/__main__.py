"""The command `python -m docs.gallery`: runs the sections and writes one page that shows what each cell shows.

Not here: the cells (sections/), how they are read and run (cells.py), how the page looks (page.html, page.css).
"""

from __future__ import annotations

import argparse
import html
from pathlib import Path

import matplotlib

from autograd_core.files import write_whole
from docs.gallery.cells import Section, Shown, run, sections

FOLDER = Path(__file__).parent


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.gallery",
        description="Build a page that shows every kind of picture, each below the code that made it.",
    )
    parser.add_argument(
        "--output", default=Path("gallery"), type=Path, metavar="DIR", help="the page's folder (default: gallery)"
    )
    path = build(parser.parse_args(arguments).output)
    print(f"gallery: {path}")


def build(folder: Path) -> Path:
    """Write the gallery to `index.html` in `folder`, which is made if need be; the page loads nothing else."""
    matplotlib.use("agg")  # figures are drawn in memory
    found = [(section, run(section)) for section in sections(FOLDER / "sections")]
    page = _file("page.html")
    parts = {
        "STYLE": _file("page.css"),
        "INDEX": "\n".join(_index(section) for section, _ in found),
        "SECTIONS": "\n".join(_section(section, shown) for section, shown in found),
    }
    for name, text in parts.items():
        page = page.replace(f"{{{{{name}}}}}", text, 1)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    write_whole(path, page.encode("utf-8"))
    return path


def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _index(section: Section) -> str:
    entries = "".join(f'<li><a href="#{cell.name}">{html.escape(cell.title)}</a></li>' for cell in section.cells)
    return f'<li><a href="#{section.name}">{html.escape(section.title)}</a><ul>{entries}</ul></li>'


def _section(section: Section, shown: list[Shown]) -> str:
    articles = "\n".join(map(_article, shown))
    return (
        f'<section id="{section.name}">\n<h2>{html.escape(section.title)}</h2>\n'
        f"<p>{html.escape(section.summary)}</p>\n{articles}\n</section>"
    )


def _article(shown: Shown) -> str:
    cell = shown.cell
    printed = f"<pre><samp>{html.escape(shown.printed)}</samp></pre>\n" if shown.printed else ""
    return (
        f'<article id="{cell.name}">\n<h3>{html.escape(cell.title)}</h3>\n<p>{html.escape(cell.summary)}</p>\n'
        f'<pre tabindex="0"><code>{html.escape(cell.code)}</code></pre>\n{printed}'
        f'<div class="picture" tabindex="0">{shown.picture}</div>\n</article>'
    )


if __name__ == "__main__":
    main()
