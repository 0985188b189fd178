"""The course alone as a site: its first notebooks, live, and the lab. `python -m tests.browser.course_site FOLDER`.

Not here: what its pages must do (test_live.py).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from docs.lab.build import build_lab
from docs.lab.live import build_runtime
from docs.site import course, glossary
from docs.site.build import run_sphinx
from docs.site.markdown import EXTRA, write_page
from notebooks.build import FOLDER

STEMS = (
    "01-price-of-an-apple",
    "01-price-of-an-apple.ko",
    "02-gates",
    "03-build-your-own-engine",
    "04-numerical-against-exact",
)


def build(folder: Path) -> None:
    """Write the site into a folder that is not there yet."""
    with tempfile.TemporaryDirectory() as work:
        pages = Path(work) / "pages"
        build_lab(pages / EXTRA)
        build_runtime(pages / EXTRA)
        chosen = [FOLDER / f"{stem}.py" for stem in STEMS]
        course.write(pages, chosen, 2, is_live=True)
        glossary.write(pages, chosen)
        for name in {*course.LISTS} - {"glossary"}:  # of the whole course
            write_page(pages, f"course/{name}", f"# {course.LISTS[name]}\n")
        write_page(pages, "index", "# The course alone\n\n```{toctree}\ncourse/index\n```\n")
        run_sphinx(pages, folder, Path(work) / "doctrees")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
