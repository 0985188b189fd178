"""The playground of the site: a page for each language, playground.html the English one.

Not here: the page (viz/playground_page).
"""

from __future__ import annotations

from pathlib import Path

import viz
from autograd_core.files import write_whole
from viz.playground_page import ready_page

PAGES = (
    {"code": "en", "language": "English", "file": "playground.html"},
    {"code": "ko", "language": "한국어", "file": "playground-ko.html"},
)


def build_playground(folder: Path) -> Path:
    """Write the pages into a folder; the path of the English one.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for page, other in zip(PAGES, reversed(PAGES), strict=True):
        with viz.language(page["code"]):
            write_whole(folder / page["file"], ready_page(other=other).encode("utf-8"))
    return folder / PAGES[0]["file"]
