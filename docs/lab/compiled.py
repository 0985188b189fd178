"""Compiles what Python imports as it starts, in the Python of the page itself: only that one knows its own code.

Not here: how that Python is started (compiled.mjs), and what its files are packed into (parts.py).
"""

from __future__ import annotations

import importlib
import importlib.util
import py_compile
import sys
import zipfile
from pathlib import Path


def compile_started(archive: Path, packages: Path, written: Path) -> None:
    """Write the library's archive anew, and the code of packages beside their sources.

    What the page's own start imports has its code; in the archive that takes the place of the source. Nothing in the
    archive is compressed: as one it is compressed better.

    Args:
        archive: the standard library, from which this Python has started.
        packages: the folder of our packages.
        written: the new archive.
    """
    importlib.import_module("docs.lab.runtime")
    started = {getattr(module, "__file__", None) for module in sys.modules.values()}
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            if f"{archive}/{name}" in started:
                new.writestr(zipfile.ZipInfo(f"{name}c"), _code(old.read(name), f"{archive}/{name}"))
            else:
                new.writestr(zipfile.ZipInfo(name), old.read(name))
    for path in sorted(packages.rglob("*.py")):
        if str(path) in started:
            code = Path(importlib.util.cache_from_source(path))
            code.parent.mkdir(exist_ok=True)
            code.write_bytes(_code(path.read_bytes(), str(path)))


def _code(source: bytes, shown: str) -> bytes:
    """What Python makes of a source, as a file that it believes without a look at the source."""
    path, code = Path("/tmp/source.py"), Path("/tmp/code.pyc")
    path.write_bytes(source)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(path), str(code), shown, doraise=True, invalidation_mode=unchecked)
    return code.read_bytes()
