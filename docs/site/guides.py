"""The README files as pages of the site, their links leading to pages instead of files.

Not here: what they say.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePosixPath

import viz
from docs.site.extension import PREVIEW
from docs.site.languages import CAPTION
from docs.site.markdown import EXTRA, hidden_contents, write_page
from viz.examples import EXAMPLES

ROOT = Path(__file__).parents[2]
# file of the project -> the page that it becomes
PAGES = {
    "README.md": "index",
    "autograd_core/README.md": "guides/autograd_core",
    "viz/README.md": "guides/viz",
    "nn/README.md": "guides/nn",
    "notebooks/README.md": "guides/notebooks",
    "benchmarks/README.md": "guides/benchmarks",
    "docs/course-rows.md": "guides/course-rows",
    "docs/devices.md": "guides/devices",
    "docs/notation.md": "course/notation",
    "CONTRIBUTING.md": "guides/contributing",
    "CHANGELOG.md": "guides/changelog",
}
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
LAB = '<a href="lab.html">**The lab**: Python and the engine on one page</a> · '
PLAYGROUND = '<a href="playground.html">**The playground**: networks that learn, opened down to the scalar</a> · '
WAYS = (
    "[The course](course/index.md) · [한국어 강의](course/index.ko.md) · [Gallery](gallery/index.md) · "
    "[Every function](reference/functions.md) · [Reference](reference/index.md) · "
    "[Architecture](architecture/index.md)\n\n"
)


def write(pages: Path, *, has_lab: bool) -> None:
    """Write the guides, the start page among them, below the folder `pages`; it leads to the lab where there is one."""
    write_preview(pages / EXTRA)
    for file, page in PAGES.items():
        text = _without_marks((ROOT / file).read_text("utf-8"))
        text = LINK.sub(lambda match, file=file: _linked(match, file, pages), text)
        write_page(pages, page, _start(text, has_lab) if page == "index" else text)


def _without_marks(text: str) -> str:
    """The text without the comments by which scripts find their places."""
    return re.sub(r"^<!--.*?-->\n", "", text, flags=re.MULTILINE)


def _start(text: str, has_lab: bool) -> str:
    heading, _, rest = text.partition("\n\n")
    return (
        f"{heading}\n\n{LAB if has_lab else ''}{PLAYGROUND}{WAYS}{rest}\n"
        + hidden_contents(["course/index", "gallery/index", "reference/functions", "reference/index"], "Use")
        + hidden_contents([PAGES[f"{name}/README.md"] for name in ("autograd_core", "viz", "nn")], "Packages")
        + hidden_contents(
            [
                "architecture/index",
                *(PAGES[f"{name}/README.md"] for name in ("notebooks", "benchmarks")),
                *(PAGES[f"{name}.md"] for name in ("docs/devices", "docs/course-rows", "CONTRIBUTING", "CHANGELOG")),
            ],
            "The house",
        )
        + hidden_contents(["course/index.ko"], CAPTION)
    )


def _linked(match: re.Match[str], file: str, pages: Path) -> str:
    """A link of the project's file `file`, as it stands on its page."""
    mark, text, address = match.groups()
    if "://" in address or address.startswith("#"):
        return match[0]
    path, _, anchor = address.partition("#")
    target = os.path.normpath(PurePosixPath(file).parent / path).replace(os.sep, "/")
    here = PurePosixPath(PAGES[file]).parent
    if mark:
        shutil.copy(ROOT / target, _made(pages / "pictures"))
        return f"![{text}]({_relative(f'pictures/{Path(target).name}', here)})"
    if target not in PAGES:
        return text  # a file of the source tree, which the site does not hold
    return f"[{text}]({_relative(PAGES[target] + '.md', here)}{'#' * bool(anchor)}{anchor})"


def _relative(target: str, folder: PurePosixPath) -> str:
    return os.path.relpath(target, folder).replace(os.sep, "/")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_preview(folder: Path) -> None:
    """Write the picture that a link to the site shows."""
    viz.draw(EXAMPLES["apples-and-oranges"]()).save(_made(folder) / PREVIEW)
