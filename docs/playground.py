"""The playground of the site: a page for each language, playground.html the English one.

Not here: the page (viz/playground_page).
"""

from __future__ import annotations

from pathlib import Path

import viz
from autograd_core.files import write_whole
from viz.playground_page import ready_page

FILES = {"en": "playground.html", "ko": "playground-ko.html"}


def build_playground(folder: Path) -> Path:
    """Write the pages into a folder; the path of the English one.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        with viz.language(language):
            write_whole(folder / name, ready_page().encode("utf-8"))
    return folder / FILES["en"]
