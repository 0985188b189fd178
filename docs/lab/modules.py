"""The Python modules that a page carries: the standard library, and our packages with what these need.

What Python imports as it starts stands there as code, so that a page does not compile it each time. Not here: the
compiling, which the page's own kind of Python does (compiled.py), and what else a page is made of (parts.py).
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from docs.lab.npm import HERE, NODE_MODULES, LabError
from docs.lab.packing import folded

ROOT = HERE.parents[1]
PYODIDE = NODE_MODULES / "pyodide"
OWN = ("__init__.py", "lab/__init__.py", "lab/runtime.py", "lab/absent.py", "lab/hints.py")
COMPILING = ("compiled.py", "compiled.mjs")
PACKAGES = ("autograd_core", "viz", "nn", "graphviz", "tqdm")  # ours, the one that writes DOT, and the progress bar
LEFT_OUT = frozenset(("__pycache__", "README.md", "py.typed"))


@cache
def modules() -> tuple[bytes, bytes]:
    """The archive of the standard library, and `folded` files of packages.

    Raises:
        LabError: a package is not installed, or Python did not start.
    """
    files = {name: path.read_bytes() for name, path in _files()}
    compiled = _compiled(files)
    code = compiled / "packages"
    files |= {path.relative_to(code).as_posix(): path.read_bytes() for path in sorted(code.rglob("*.pyc"))}
    return (compiled / "library.zip").read_bytes(), folded(files)


def _files() -> Iterator[tuple[str, Path]]:
    for own in OWN:
        yield f"docs/{own}", ROOT / "docs" / own
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise LabError(f"the lab carries the Python package {package}, which is not installed here")
        folder = Path(spec.submodule_search_locations[0])
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not LEFT_OUT & set(path.parts) and path.suffix != ".pyi":
                yield f"{package}/{path.relative_to(folder).as_posix()}", path


def _compiled(files: Mapping[str, bytes]) -> Path:
    """The folder of what is compiled of these files, kept until one of them changes."""
    read = [PYODIDE / "python_stdlib.zip", PYODIDE / "pyodide.asm.wasm", *(HERE / name for name in COMPILING)]
    contents = [*(path.read_bytes() for path in read), folded(files)]
    kept = NODE_MODULES / ".compiled"
    folder = kept / hashlib.sha256(b"".join(contents)).hexdigest()[:12]
    if folder.exists():
        return folder
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    with tempfile.TemporaryDirectory(dir=kept) as name:
        work = Path(name) / "work"
        for file, content in {**files, "docs/lab/compiled.py": (HERE / "compiled.py").read_bytes()}.items():
            path = work / "packages" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        command = ["node", str(HERE / "compiled.mjs"), str(PYODIDE), str(work)]
        run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if run.returncode:
            raise LabError(f"Python did not start where the lab's modules are compiled: {run.stderr[-2000:]}")
        work.rename(folder)
    return folder
