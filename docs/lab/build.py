"""Puts the lab together: npm's packages, our own and what the page does, in one file that loads nothing.

The parts that are large, as WebAssembly, stand in the file compressed, as base64 text. Examples come with the results
that they have in this Python, so that the page shows something before its own Python is up.
Not here: what the page does (page/), how cells are run (runtime.py), and the site (docs/site/).
"""

from __future__ import annotations

import base64
import gzip
import importlib.metadata
import importlib.util
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograd_core.files import write_whole
from docs.lab.examples_of_viz import EXAMPLES, cells_of
from docs.lab.runtime import Entry, Lab

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = ("autograd_core", "viz", "nn")
LEFT_OUT = frozenset(("__pycache__", "README.md", "py.typed"))
NODE_MODULES = HERE / "node_modules"
LANGUAGES = ("en", "ko")
# The page runs what stands in it and what Python makes of WebAssembly, shows its own pictures, and reaches no address.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
)
LARGE = {  # the parts of Python and Graphviz, by the name that the page asks for
    "wasm": "pyodide/pyodide.asm.wasm",
    "stdlib": "pyodide/python_stdlib.zip",
    "module": "pyodide/pyodide.asm.mjs",
    "loader": "pyodide/pyodide.mjs",
    "graphviz": "@hpcc-js/wasm-graphviz/dist/index.js",
}
SOURCES = (  # what the page contains: name, npm package, licence, where its source is
    ("Python (CPython)", "", "PSF-2.0", "https://github.com/python/cpython"),
    ("Pyodide", "pyodide", "MPL-2.0", "https://github.com/pyodide/pyodide"),
    ("Graphviz", "", "EPL-1.0", "https://gitlab.com/graphviz/graphviz"),
    ("@hpcc-js/wasm-graphviz", "@hpcc-js/wasm-graphviz", "Apache-2.0", "https://github.com/hpcc-systems/hpcc-js-wasm"),
    ("CodeMirror", "@codemirror/view", "MIT", "https://github.com/codemirror/dev"),
    ("Lezer", "@lezer/highlight", "MIT", "https://github.com/lezer-parser"),
    ("markdown-it", "markdown-it", "MIT", "https://github.com/markdown-it/markdown-it"),
    ("graphviz (Python)", "", "MIT", "https://github.com/xflr6/graphviz"),
    ("tqdm", "", "MPL-2.0 and MIT", "https://github.com/tqdm/tqdm"),
)


class LabError(RuntimeError):
    """What the lab is made of is not there; the message says what to do."""


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


def bring_packages() -> None:
    """What package-lock.json pins, in node_modules: brought by npm where it is not there as pinned."""
    brought = NODE_MODULES / ".package-lock.json"
    pinned = HERE / "package-lock.json"
    if brought.exists() and brought.stat().st_mtime >= pinned.stat().st_mtime:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise LabError("the lab is made from npm packages, and there is no npm on PATH: install nodejs and npm")
    run = subprocess.run([npm, "ci", "--silent", "--prefix", str(HERE)], capture_output=True, text=True, check=False)
    if run.returncode:
        raise LabError(f"npm ci did not bring the lab's packages: {run.stderr.strip()[-500:] or 'it said nothing'}")
    brought.touch()


def page() -> str:
    """The whole page as text."""
    text = (HERE / "page" / "lab.html").read_text("utf-8")
    shown = examples()
    results = {
        f"{example['name']} {language}": with_results(cells, language)
        for example in shown
        for language, cells in example["cells"].items()
    }
    parts = {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        "style": (HERE / "page" / "lab.css").read_text("utf-8"),
        "licences": _licences(),
        "words": _as_data(json.loads((HERE / "words.json").read_text("utf-8"))),
        "examples": _as_data(shown),
        "worker": (HERE / "page" / "worker.js").read_text("utf-8"),
        "script": _bundled(),
        "parts": "\n".join(_large_parts(results)),
    }
    return re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], text)


def _as_data(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _bundled() -> str:
    """The page's scripts and the editor as one."""
    run = subprocess.run(
        [
            str(NODE_MODULES / ".bin" / "esbuild"),
            str(HERE / "page" / "main.js"),
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2022",
            "--charset=utf8",
            "--legal-comments=none",
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        raise LabError(f"the page's scripts cannot be bundled: {run.stderr.strip()[-2000:]}")
    return run.stdout.replace("</script", "<\\/script")


def _large_parts(results: Mapping[str, Any]) -> Iterator[str]:
    large = {name: (NODE_MODULES / path).read_bytes() for name, path in LARGE.items()}
    large["stdlib"] = _stored(large["stdlib"])
    large["lock"] = _lock((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    large["packages"] = _packages()
    large["results"] = json.dumps(results).encode("utf-8")
    for name, content in large.items():
        packed = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")
        yield f'<script type="text/plain" id="part-{name}">{packed}</script>'


def _stored(archive: bytes) -> bytes:
    """The same archive without compression inside: compressed as one, it is smaller and opens faster."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry))
    return packed.getvalue()


def _lock(text: str) -> bytes:
    """Pyodide's lock file without the packages that it could load from its own address."""
    lock = json.loads(text)
    lock["packages"] = {}
    return json.dumps(lock).encode("utf-8")


def _packages() -> bytes:
    """Our packages, the one that writes DOT, the progress bar and what runs the cells, as an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, path in _files():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return packed.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    yield "lab_runtime.py", HERE / "runtime.py"
    for package in (*PACKAGES, "graphviz", "tqdm"):
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise LabError(f"the lab carries the Python package {package}, which is not installed here")
        folder = Path(spec.submodule_search_locations[0])
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not LEFT_OUT & set(path.parts) and path.suffix != ".pyi":
                yield f"{package}/{path.relative_to(folder).as_posix()}", path


def _licences() -> str:
    lines = []
    for name, package, licence, source in SOURCES:
        version = ""
        if package:
            version = " " + json.loads((NODE_MODULES / package / "package.json").read_text("utf-8"))["version"]
        lines.append(f"{name}{version}: {licence}, source at {source}")
    own = importlib.metadata.metadata("autograd-core")
    lines.append(f"autograd_core, nn, viz {own['Version']}: {own['License-Expression']}")
    return "\n".join(lines)


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
