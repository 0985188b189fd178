"""From the sources to a folder of pages: all pages are written as Markdown first, then Sphinx makes one site of them.

Not here: how a page of each kind is written (guides.py, course.py, glossary.py, places.py, gallery.py,
reference.py, house.py).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import autograd_core
from docs.lab.build import build_lab
from docs.lab.live import build_runtime
from docs.lab.npm import LabError
from docs.playground import build_playground
from docs.site import course, gallery, glossary, guides, house, places, reference
from docs.site.markdown import EXTRA
from notebooks.build import sources

STATIC = Path(__file__).parent / "static"
# Furo takes the colors of the pictures: blue for what flows forward, orange for gradients.
LIGHT = {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad", "color-brand-visited": "#6b3fa0"}
DARK = {"color-brand-primary": "#79b8ff", "color-brand-content": "#79b8ff", "color-brand-visited": "#c4a7f5"}
SETTINGS: dict[str, Any] = {
    "project": "autograd-core",
    "author": "",
    "copyright": "",
    "release": getattr(autograd_core, "__version__", ""),
    "extensions": [
        "myst_parser",
        "sphinx.ext.autodoc",
        "sphinx.ext.napoleon",
        "sphinx_copybutton",
        "docs.site.extension",
    ],
    "myst_enable_extensions": ["dollarmath"],
    "myst_heading_anchors": 4,
    "default_role": "code",
    "html_theme": "furo",
    "html_theme_options": {"light_css_variables": LIGHT, "dark_css_variables": DARK, "navigation_with_keys": False},
    "html_title": "autograd-core",
    "html_static_path": [str(STATIC)],
    "html_css_files": ["site.css"],
    "html_js_files": ["site.js", "progress.js", "find.js", "twin.js"],
    "html_favicon": str(STATIC / "icon.svg"),
    "html_math_renderer": "mathml",
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_copy_source": False,
    "html_show_search_summary": False,  # a summary is fetched, which a page that is read from disk may not do
    "autodoc_typehints": "signature",
    "autodoc_typehints_format": "short",
    "autodoc_member_order": "bysource",
    "autodoc_preserve_defaults": True,
    "napoleon_use_rtype": False,
    "napoleon_custom_sections": [
        (f"Options of {what}", "params_style")
        for what in ("an optimizer that is given by name", "the steps", "the end", "what is seen and kept")
    ],
    "pygments_style": "default",
    "copybutton_exclude": ".linenos, .gp, .go",
    "toc_object_entries_show_parents": "hide",
}


class SiteError(Exception):
    """A page of the site is wrong: a link leads nowhere, a docstring cannot be read."""


def build_site(folder: Path, *, jobs: int = 1, notebooks: Sequence[Path] | None = None) -> Path:
    """Write the whole site into `folder`, in place of what stood there.

    Args:
        folder: is made; what an earlier build left in it is removed, any other content is refused.
        jobs: how many notebooks run at a time.
        notebooks: the sources that are run and become pages; all of them where nothing is said.

    Returns:
        The page to open.

    Raises:
        FileExistsError: `folder` holds something else than an earlier site.
        SiteError: a page cannot be made; the message has Sphinx' own words.

    Without npm the site has no lab, and its pages no Python; that is said on stderr.
    """
    _require_ours(folder)
    with tempfile.TemporaryDirectory() as work:
        pages, output = Path(work) / "pages", Path(work) / "site"
        lab = _lab(pages / EXTRA)
        build_playground(pages / EXTRA)
        guides.write(pages, has_lab=lab)
        for section in (gallery, reference, house):
            section.write(pages)
        chosen = list(sources() if notebooks is None else notebooks)
        course.write(pages, chosen, jobs, is_live=lab)
        glossary.write(pages, chosen)
        places.write(pages, chosen)
        run_sphinx(pages, output, Path(work) / "doctrees")
        if folder.exists():
            shutil.rmtree(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(output, folder)
    return folder / "index.html"


def _lab(folder: Path) -> bool:
    """Whether the lab and the live pages are there: left out, and said so, where npm cannot bring their parts."""
    try:
        build_lab(folder)
        build_runtime(folder)
    except LabError as error:
        print(f"left out: lab.html and live pages ({error})", file=sys.stderr)
        return False
    return True


def _require_ours(folder: Path) -> None:
    """Only an empty folder, or one that Sphinx wrote, may be replaced."""
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"the site needs a folder, and {folder} is a file; name another with --output")
    if folder.exists() and any(folder.iterdir()) and not (folder / ".buildinfo").exists():
        raise FileExistsError(f"{folder} holds something else than an earlier site; name another with --output")


def run_sphinx(pages: Path, output: Path, doctrees: Path) -> None:
    """Make a site in the folder `output` of what is written in the folder `pages`.

    Raises:
        SiteError: a page cannot be made; the message has Sphinx' own words.
    """
    said = io.StringIO()
    with patch_docutils(), docutils_namespace():
        settings = SETTINGS | {"html_extra_path": [str(pages / EXTRA)], "exclude_patterns": [EXTRA]}
        app = Sphinx(pages, None, output, doctrees, "html", settings, status=None, warning=said)
        app.build()
    if said.getvalue():
        raise SiteError(said.getvalue())
