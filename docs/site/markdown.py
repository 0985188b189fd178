"""Pieces of Markdown (MyST) that several kinds of pages need. Not here: any page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

FENCE = "~" * 10  # longer than any in the texts
EXTRA = "extra"  # below the folder of pages: files that the site gets as they are
TITLE_NUMBER = re.compile(r"^\d+\. ")  # of a notebook


def directive(name: str, argument: str = "", content: str = "", options: Iterable[str] = ()) -> str:
    """A MyST directive as a block of its own."""
    opening = f"{FENCE}{{{name}}} {argument}".rstrip()
    return "\n".join([opening, *(f":{option}" for option in options), "", content.rstrip("\n"), FENCE]) + "\n"


def raw(html: str) -> str:
    """HTML as it stands."""
    return directive("raw", "html", html)


def code(text: str, language: str = "python") -> str:
    """A block of code, with a button that copies it."""
    return directive("code-block", language, text)


def printed(text: str) -> str:
    """What a program printed: no colours, no button."""
    return directive("code-block", "text", text, ["class: printed"])


def hidden_contents(pages: Iterable[str], caption: str = "") -> str:
    """An entry for each of `pages` in the list at the page's side, and nothing on the page itself."""
    return directive("toctree", "", "\n".join(pages), ["hidden:", *([f"caption: {caption}"] if caption else [])])


def write_page(pages: Path, name: str, text: str) -> None:
    """Write the page `name` (course/index) below the folder `pages`."""
    path = pages / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def place_link(page: str, heading: str, anchor: str) -> str:
    """A link to a heading of a notebook, `02: Copy: the adder`; the number of a title is not said twice."""
    return f"[{page[:2]}: {TITLE_NUMBER.sub('', heading)}]({page}.md#{anchor})".replace("|", "\\|")
