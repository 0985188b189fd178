"""The gallery as pages: thumbnails of every kind of picture, and a page per section with the code that made each.

Not here: the cells (docs/gallery/sections), and how they are run (docs/gallery/cells.py).
"""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

import matplotlib

from docs.gallery.cells import Section, Shown, run, sections
from docs.site.markdown import EXTRA, code, hidden_contents, printed, raw, write_page

SECTIONS = Path(__file__).parents[1] / "gallery" / "sections"
IMAGE = re.compile(r'src="data:image/(?P<kind>[\w+]+);base64,(?P<data>[^"]*)"')
TURNED = ' data-dark="turned"'  # of a plot that follows a dark page


def write(pages: Path) -> None:
    """Run every cell and write the gallery's pages below the folder `pages`."""
    matplotlib.use("agg")  # figures are drawn in memory
    found = [(section, run(section)) for section in sections(SECTIONS)]
    for section, shown in found:
        write_page(pages, f"gallery/{section.name}", _page(section, shown))
        for each in shown:
            _write_thumbnail(pages / EXTRA / "gallery", each)
    write_page(pages, "gallery/index", _index(found))


def _page(section: Section, shown: list[Shown]) -> str:
    parts = [f"# {section.title}\n\n{section.summary}\n"]
    for each in shown:
        cell = each.cell
        parts += [f"({cell.name})=\n## {cell.title}\n\n{cell.summary}\n", code(cell.code)]
        parts += [printed(each.printed)] if each.printed else []
        parts.append(raw(f'<div class="shown">{each.picture}</div>'))
    return "\n".join(parts)


def _index(found: list[tuple[Section, list[Shown]]]) -> str:
    """A picture of each section first, then all pictures of all of them."""
    faces = [_thumbnail(f"{section.name}.html", section.title, shown[0]) for section, shown in found]
    parts = [
        "# Gallery\n\nEvery kind of picture, each with the code that drew it.\n",
        raw(f'<div class="thumbnails all">{"".join(faces)}</div>'),
        "These pages are built by running that code. The parts of a page build on each other, as the cells of a "
        "notebook do.\n",
    ]
    for section, shown in found:
        parts += [f"## [{section.title}]({section.name}.md)\n\n{section.summary}\n"]
        all_of_them = [_thumbnail(f"{section.name}.html#{each.cell.name}", each.cell.title, each) for each in shown]
        parts.append(raw(f'<div class="thumbnails">{"".join(all_of_them)}</div>'))
    parts.append(hidden_contents([section.name for section, _ in found]))
    return "\n".join(parts)


def _thumbnail(link: str, title: str, shown: Shown) -> str:
    """A small picture that leads to the large one, and says to everybody what it is."""
    turned = TURNED if TURNED in shown.picture else ""
    image = f'<img src="{_file_name(shown)}" alt="" loading="lazy"{turned}>'
    return f'<a href="{link}">{image}<span>{html.escape(title)}</span></a>'


def _write_thumbnail(folder: Path, shown: Shown) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _file_name(shown)).write_bytes(_image(shown)[1])


def _file_name(shown: Shown) -> str:
    return f"{shown.cell.name}.{_image(shown)[0]}"


def _image(shown: Shown) -> tuple[str, bytes]:
    """The ending of a file for the picture that a cell shows, and what it holds."""
    found = IMAGE.search(shown.picture)
    if found is None:
        raise ValueError(f"a cell of the gallery shows a picture, {shown.cell.title!r} shows none")
    return ("svg" if "svg" in found["kind"] else found["kind"]), base64.b64decode(found["data"])
