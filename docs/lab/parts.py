"""What both faces of the lab are made of: npm's packages by their lock file, our own, and the page's scripts as one.

Not here: the Python modules among it (modules.py), how a page holds it (packing.py), the lab's one file (build.py), the
runtime of the site's pages (live.py).
"""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from docs.lab.modules import modules
from docs.lab.npm import HERE, NODE_MODULES, LabError
from docs.lab.wheels import lock

ROOT = HERE.parents[1]
HOST = ("stepper_page/host.js", "exercises/page/keeper.js")  # of viz: what the host of a frame does for its page
LARGE = {  # the parts of Python and Graphviz, by the name that the page asks for
    "wasm": "pyodide/pyodide.asm.wasm",
    "module": "pyodide/pyodide.asm.mjs",
    "loader": "pyodide/pyodide.mjs",
    "graphviz": "@hpcc-js/wasm-graphviz/dist/index.js",
}
SOURCES = (  # what a page contains: name, npm package, licence, where its source is
    ("Python (CPython)", "", "PSF-2.0", "https://github.com/python/cpython"),
    ("Pyodide", "pyodide", "MPL-2.0", "https://github.com/pyodide/pyodide"),
    ("Graphviz", "", "EPL-1.0", "https://gitlab.com/graphviz/graphviz"),
    ("@hpcc-js/wasm-graphviz", "@hpcc-js/wasm-graphviz", "Apache-2.0", "https://github.com/hpcc-systems/hpcc-js-wasm"),
    ("CodeMirror", "@codemirror/view", "MIT", "https://github.com/codemirror/dev"),
    ("Lezer", "@lezer/highlight", "MIT", "https://github.com/lezer-parser"),
    ("markdown-it", "markdown-it", "MIT", "https://github.com/markdown-it/markdown-it"),
    ("graphviz (Python)", "", "MIT", "https://github.com/xflr6/graphviz"),
    ("hypothesis, in the site alone", "", "MPL-2.0", "https://github.com/HypothesisWorks/hypothesis"),
    ("sortedcontainers, in the site alone", "", "Apache-2.0", "https://github.com/grantjenks/python-sortedcontainers"),
    ("tqdm", "", "MPL-2.0 and MIT", "https://github.com/tqdm/tqdm"),
)


def bundled(name: str) -> str:
    """A script of page/, with all that it imports, as one."""
    with tempfile.TemporaryDirectory() as work:
        host = Path(work) / "host.js"
        host.write_text(_host(), "utf-8")
        return _esbuild(str(HERE / "page" / name), "--bundle", f"--alias:viz-host={host}", "--loader:.worker.js=text")


def _host() -> str:
    """What a page with frames of viz does for them, as a module."""
    texts = [(ROOT / "viz" / path).read_text("utf-8") for path in HOST]
    return "\n".join([*texts, "export { hostPage, keep };"])


def _esbuild(*arguments: str) -> str:
    run = subprocess.run(
        [
            str(NODE_MODULES / ".bin" / "esbuild"),
            *arguments,
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


def style(name: str, *, light: str, dark: Sequence[str]) -> str:
    """A style sheet of page/ behind that of cells, with the colours.

    Args:
        name: of the file.
        light: the selector of what has the colours.
        dark: two selectors: of what is dark where the system is, and of what is dark anyway; the second may be empty.
    """
    colours = json.loads((HERE / "page" / "colours.json").read_text("utf-8"))
    rules = {theme: "".join(f"--{key}:{value};" for key, value in found.items()) for theme, found in colours.items()}
    where, anyway = dark
    texts = [
        f"{light}{{{rules['light']}}}",
        f"@media screen and (prefers-color-scheme:dark){{{where}{{{rules['dark']}}}}}",
        f"@media screen{{{anyway}{{{rules['dark']}}}}}" if anyway else "",
        *((HERE / "page" / file).read_text("utf-8") for file in ("cells.css", name)),
    ]
    return "\n".join(filter(None, texts))


@cache
def parts(*wanted: str) -> dict[str, bytes]:
    """The large parts by the names that pages ask for; the lock file names the packages that may be brought."""
    large = {name: (NODE_MODULES / path).read_bytes() for name, path in LARGE.items()}
    large["stdlib"], large["packages"] = modules()
    large["lock"] = json.dumps(lock(*wanted)).encode("utf-8")
    return large


def licences() -> str:
    """What a page that runs Python contains, a line each: name, version, licence, source."""
    lines = []
    for name, package, licence, source in SOURCES:
        version = ""
        if package:
            version = " " + json.loads((NODE_MODULES / package / "package.json").read_text("utf-8"))["version"]
        lines.append(f"{name}{version}: {licence}, source at {source}")
    own = importlib.metadata.metadata("autograd-core")
    lines.append(f"autograd_core, nn, viz {own['Version']}: {own['License-Expression']}")
    return "\n".join(lines)
