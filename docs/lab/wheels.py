"""Packages for Python in a page: those of Pyodide's distribution, by its lock file, and those that a site carries.

Not here: how a page gets them (page/live.js).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from docs.lab.npm import HERE, NODE_MODULES

WANTED = ("numpy", "matplotlib", "scikit-learn", "hypothesis")  # by the course, of what Pyodide or PyPI has
PLATFORM = ("--python-version=3.14", "--abi=cp314", "--platform=pyemscripten_2026_0_wasm32")  # of packages.txt


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
