"""The live pages of the site: Python as files that script tags load, and what a page has of it until it is asked for.

A page that was opened from disk may not fetch, but it may load scripts; so every part is one. Not here: what they are
made of (parts.py), what a live page does (page/live.js), and the course's pages (docs/site/course.py).
"""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docs.lab.npm import HERE, bring_packages
from docs.lab.packing import write_part
from docs.lab.parts import bundled, licences, parts, style
from docs.lab.wheels import WANTED, bring_wheels, carried, distribution, wheels

RUNTIME, PACKAGES = "runtime", "packages"  # folders beside the pages' own
DARK = ('body:not([data-theme="light"])', 'body[data-theme="dark"]')  # the site's switch


def build_runtime(folder: Path) -> None:
    """Write the folders `runtime` and `packages` into the site's folder.

    Raises:
        LabError: npm is missing, or could not bring the packages of package-lock.json.
    """
    bring_packages()
    runtime, packages = folder / RUNTIME, folder / PACKAGES
    for each in (runtime, packages):
        each.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "page" / "start.js", runtime)
    (runtime / "live.js").write_text(bundled("live.js"), "utf-8")
    (runtime / "live.css").write_text(style("live.css", light="body", dark=DARK), "utf-8")
    (runtime / "licences.txt").write_text(licences() + "\n", "utf-8")
    for name, content in parts(*(name for name in WANTED if name != "hypothesis" or carried())).items():
        write_part(runtime, name, content)
    for wheel in wheels():
        write_part(packages, wheel.name, wheel.read_bytes())


def build_packages(folder: Path, names: Sequence[str], source: Path | None) -> list[Path]:
    """Write packages of Pyodide's distribution into the folder `packages` of a site (bring_wheels says more)."""
    bring_packages()
    return bring_wheels(names, folder / PACKAGES, source)


def policy() -> str:
    """What a live page may load and reach: the site's own files, and packages from Pyodide's address."""
    return (
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-src 'self'; "
        f"connect-src 'self' {distribution()}; base-uri 'none'; form-action 'self'"
    )


def beginning(language: str, notebook: list[dict[str, Any]], name: str) -> str:
    """What stands above the cells of a page: the button, hidden until a script shows it, and the notebook's texts.

    Args:
        language: of the page.
        notebook: its cells, {kind, source}; the sources of code stand in the page and may be left out.
        name: of the notebook's file.
    """
    words = json.loads((HERE / "words.json").read_text("utf-8"))[language]
    data = json.dumps(notebook, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    say = {key: html.escape(text) for key, text in words.items()}
    return (
        f'<div class="live" hidden data-runtime="../{RUNTIME}/" data-packages="../{PACKAGES}/" data-name="{name}" '
        f'data-distribution="{distribution()}">'
        f'<button type="button">{say["live.run_page"]}</button> <span>{say["live.about"]}</span></div>'
        f'<script type="application/json" id="notebook">{data}</script>'
        f'<script defer src="../{RUNTIME}/start.js"></script>'
    )
