"""The course alone as a site: some notebooks, live, and the lab. `python -m tests.browser.course_site FOLDER STEM...`

Not here: what its pages must do (test_live.py).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from docs.lab.build import build_lab
from docs.lab.live import build_runtime
from docs.site import course, glossary
from docs.site.build import run_sphinx
from docs.site.languages import CAPTION
from docs.site.markdown import EXTRA, hidden_contents, write_page
from notebooks.build import FOLDER


def build(folder: Path, stems: Sequence[str]) -> None:
    """Write the site of these notebooks into a folder that is not there yet."""
    with tempfile.TemporaryDirectory() as work:
        pages = Path(work) / "pages"
        build_lab(pages / EXTRA)
        build_runtime(pages / EXTRA)
        chosen = [FOLDER / f"{stem}.py" for stem in stems]
        course.write(pages, chosen, 2, is_live=True)
        glossary.write(pages, chosen)
        for name in {*course.LISTS} - {"glossary"}:  # of the whole course
            write_page(pages, f"course/{name}", f"# {course.LISTS[name]}\n")
        write_page(
            pages,
            "index",
            "# The course alone\n\n"
            + hidden_contents(["course/index"])
            + hidden_contents(["course/index.ko"], CAPTION),
        )
        run_sphinx(pages, folder, Path(work) / "doctrees")


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2:])
