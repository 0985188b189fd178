"""Puts the lab together: all that it is made of and what the page does, in one file that loads nothing.

Examples come with the results that they have in this Python, so that the page shows something before its own Python is
up. Not here: what it is made of (parts.py), what the page does (page/), how cells are run (runtime.py), and the
course's live pages (live.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograd_core.files import write_whole
from docs.lab.examples_of_viz import EXAMPLES, cells_of
from docs.lab.npm import HERE, bring_packages
from docs.lab.packing import packed
from docs.lab.parts import bundled, licences, parts, style
from docs.lab.runtime import Entry, Lab

LANGUAGES = ("en", "ko")
# The page runs what stands in it and what Python makes of WebAssembly, shows its own pictures, and reaches no address.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
)


def build_lab(folder: Path) -> Path:
    """Write lab.html into a folder; the path of the file.

    Raises:
        LabError: npm is missing, or could not bring the packages of package-lock.json.
        OSError: the file cannot be written.
    """
    bring_packages()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lab.html"
    write_whole(path, page().encode("utf-8"))
    return path


def page() -> str:
    """The whole page as text."""
    text = (HERE / "page" / "lab.html").read_text("utf-8")
    shown = examples()
    results = {
        f"{example['name']} {language}": with_results(cells, language)
        for example in shown
        for language, cells in example["cells"].items()
    }
    pieces = {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        "style": style("lab.css", light=":root", dark=(":root", "")),
        "licences": licences(),
        "examples": _as_data(shown),
        "script": bundled("lab.js"),
        "parts": "\n".join(_large_parts(results)),
    }
    return re.sub(r"\{(\w+)\}", lambda found: pieces[found[1]], text)


def _as_data(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _large_parts(results: Mapping[str, Any]) -> Iterator[str]:
    for name, content in {**parts(), "results": json.dumps(results).encode("utf-8")}.items():
        yield f'<script type="text/plain" id="part-{name}">{packed(content)}</script>'


def examples() -> list[dict[str, Any]]:
    """The examples: name, title by language, cells by language."""
    order = json.loads((HERE / "examples" / "order.json").read_text("utf-8"))
    own = [
        {"name": name, "title": titles, "cells": {language: example_cells(name, language) for language in titles}}
        for name, titles in order.items()
    ]
    of_viz = [
        {
            "name": name,
            "title": dict.fromkeys(LANGUAGES, name),
            "cells": {language: cells_of(name, language) for language in LANGUAGES},
        }
        for name in EXAMPLES
    ]
    return own + of_viz


def example_cells(name: str, language: str) -> list[dict[str, str]]:
    """The cells of an example, {kind, source}: a line "# %%" stands before each, "# %% [markdown]" before a text.

    Another language is the same code with other lines for those that people read: examples/korean.json.
    """
    lines = (HERE / "examples" / f"{name}.py").read_text("utf-8").splitlines()
    if language == "ko":
        spoken = json.loads((HERE / "examples" / "korean.json").read_text("utf-8"))[name]
        lines = [spoken.get(line, line) for line in lines]
    cells: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("# %%"):
            cells.append({"kind": "text" if "[markdown]" in line else "code", "lines": []})
        elif cells[-1]["kind"] == "text":
            cells[-1]["lines"].append(line.removeprefix("#").removeprefix(" "))
        else:
            cells[-1]["lines"].append(line)
    return [{"kind": cell["kind"], "source": "\n".join(cell["lines"]).strip()} for cell in cells]


def with_results(cells: list[dict[str, Any]], language: str) -> list[list[Entry]]:
    """What each cell prints and shows in this Python, as the page's would; nothing for texts."""
    entries: list[list[Entry]] = [[] for _ in cells]
    lab = Lab(lambda entry: entries[entry["cell"]].append(entry), language)
    for number, cell in enumerate(cells):
        if cell["kind"] == "code":
            lab.run(number, cell["source"])
    return entries
