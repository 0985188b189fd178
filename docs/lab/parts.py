"""What both faces of the lab are made of: npm's packages by their lock file, our own, and the page's scripts as one.

What is large, as WebAssembly, is handed on compressed, as base64 text. Not here: the lab's one file (build.py), the
runtime of the site's pages (live.py).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = ("autograd_core", "viz", "nn")
LEFT_OUT = frozenset(("__pycache__", "README.md", "py.typed"))
NODE_MODULES = HERE / "node_modules"
HOST = ("stepper_page/host.js", "exercises/page/keeper.js")  # of viz: what the host of a frame does for its page
WANTED = ("numpy", "matplotlib", "scikit-learn", "hypothesis")  # by the course, of what Pyodide or PyPI has
PLATFORM = ("--python-version=3.14", "--abi=cp314", "--platform=pyemscripten_2026_0_wasm32")  # of packages.txt
LARGE = {  # the parts of Python and Graphviz, by the name that the page asks for
    "wasm": "pyodide/pyodide.asm.wasm",
    "stdlib": "pyodide/python_stdlib.zip",
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


class LabError(RuntimeError):
    """What the lab is made of is not there; the message says what to do."""


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
def parts(*wanted: str) -> dict[str, str]:
    """The large parts by the names that pages ask for; the lock file names the packages that may be brought."""
    large = {name: (NODE_MODULES / path).read_bytes() for name, path in LARGE.items()}
    large["stdlib"] = _stored(large["stdlib"])
    large["lock"] = json.dumps(lock(*wanted)).encode("utf-8")
    large["packages"] = _packages()
    return {name: packed(content) for name, content in large.items()}


def packed(content: bytes) -> str:
    """Bytes as base64 of gzip."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")


def _stored(archive: bytes) -> bytes:
    """The same archive without compression inside: compressed as one, it is smaller and opens faster."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry))
    return packed.getvalue()


def lock(*wanted: str) -> dict[str, Any]:
    """Pyodide's lock file with the wanted packages and what these need, and no others."""
    whole: dict[str, Any] = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    known, found = {**whole["packages"], **carried()}, list(wanted)
    for name in found:  # grows
        found += [other for other in known[name]["depends"] if other not in found]
    return {**whole, "packages": {name: known[name] for name in found}}


@cache
def carried() -> dict[str, dict[str, Any]]:
    """The packages of packages.txt that pip could bring, by name, as entries of a lock file."""
    return {entry["name"]: entry for entry in map(_entry, wheels())}


def wheels() -> list[Path]:
    """The wheels of packages.txt, brought by pip; none of them, and said so on stderr, where it cannot."""
    wanted = HERE / "packages.txt"
    folder = NODE_MODULES / ".wheels" / hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--only-binary=:all:", "--require-hashes", "--implementation=cp", *PLATFORM]
        brought = folder.with_suffix(".part")
        shutil.rmtree(brought, ignore_errors=True)
        command += ["--requirement", str(wanted), "--dest", str(brought)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"left out of the site's Python: {wanted.name} ({run.stderr.strip()[-500:]})", file=sys.stderr)
            return []
        brought.rename(folder)
    return sorted(folder.glob("*.whl"))


def _entry(wheel: Path) -> dict[str, Any]:
    name, version, *_ = wheel.name.split("-")
    with zipfile.ZipFile(wheel) as archive:
        text = next(archive.read(each) for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
    needs = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*;)", text.decode("utf-8"), re.MULTILINE)
    return {
        "name": name, "version": version, "file_name": wheel.name, "install_dir": "site", "package_type": "package",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "imports": [name], "depends": needs,
        "tool": {}, "unvendored_tests": False,
    }  # fmt: skip


def _packages() -> bytes:
    """Our packages, the one that writes DOT, the progress bar and what runs the cells, as an archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, path in _files():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return written.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    for own in ("__init__.py", "lab/__init__.py", "lab/runtime.py", "lab/absent.py"):
        yield f"docs/{own}", ROOT / "docs" / own
    for package in (*PACKAGES, "graphviz", "tqdm"):
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise LabError(f"the lab carries the Python package {package}, which is not installed here")
        folder = Path(spec.submodule_search_locations[0])
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not LEFT_OUT & set(path.parts) and path.suffix != ".pyi":
                yield f"{package}/{path.relative_to(folder).as_posix()}", path


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
