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
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any

from docs.lab.npm import HERE, NODE_MODULES, LabError
from docs.lab.packing import write_part

WANTED = ("numpy", "matplotlib", "scikit-learn", "hypothesis")  # by the course, of what Pyodide or PyPI has
PATIENCE = 60  # seconds without a byte of an answer
PLATFORM = ("--python-version=3.14", "--abi=cp314", "--platform=pyemscripten_2026_0_wasm32")  # of packages.txt


def lock(*wanted: str) -> dict[str, Any]:
    """Pyodide's lock file with the wanted packages and what these need, and no others."""
    whole = _whole_lock()
    known = {**whole["packages"], **carried()}
    return {**whole, "packages": {name: known[name] for name in with_needs(wanted, known)}}


def _whole_lock() -> dict[str, Any]:
    return dict(json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8")))


def with_needs(wanted: Sequence[str], known: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The wanted names, and those of what they need."""
    found = list(wanted)
    for name in found:  # grows
        found += [other for other in known[name]["depends"] if other not in found]
    return found


def distribution() -> str:
    """Pyodide's own address, the only one that a live page may reach: what a site does not carry comes from there."""
    version = json.loads((NODE_MODULES / "pyodide" / "package.json").read_text("utf-8"))["version"]
    return f"https://cdn.jsdelivr.net/pyodide/v{version}/full/"


def distributed() -> dict[str, dict[str, Any]]:
    """What the course's pages can use of Pyodide's distribution, by name: entries of its lock file."""
    known = _whole_lock()["packages"]
    return {name: known[name] for name in with_needs([name for name in WANTED if name in known], known)}


def bring_wheels(names: Sequence[str], folder: Path, source: Path | None = None) -> list[Path]:
    """Write packages, and what they need, as files that a page loads: all of them, or none.

    Args:
        names: of packages in `distributed`; none are all.
        folder: that of packages beside the pages.
        source: a folder of wheels that were downloaded; without one they come from `distribution`.

    Raises:
        LabError: a package that pages do not know, or a wheel that is not there, or not the one of the lock file.
    """
    known = distributed()
    if unknown := [name for name in names if name not in known]:
        raise LabError(f"the course's pages use no package {unknown[0]!r} of Pyodide's: they use {', '.join(known)}")
    entries = [known[name] for name in with_needs(list(names) or list(known), known)]
    wheels = {entry["file_name"]: _checked(entry, source) for entry in entries}
    folder.mkdir(parents=True, exist_ok=True)
    return [write_part(folder, file, content) for file, content in wheels.items()]


def _checked(entry: Mapping[str, Any], source: Path | None) -> bytes:
    file, address = entry["file_name"], distribution() + entry["file_name"]
    if source is None:
        content = _fetched(address)
    elif (source / file).is_file():
        content = (source / file).read_bytes()
    else:
        raise LabError(f"there is no {file} in {source}: it is at {address}")
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != entry["sha256"]:
        raise LabError(f"{file} is not that of Pyodide: its SHA-256 is {sha256}, not {entry['sha256']}; get {address}")
    return content


def _fetched(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return bytes(answer.read())
    except (OSError, HTTPException) as error:  # not reached, or cut off
        message = f"{address} does not answer ({error}): where there is a network get it by hand, and give its folder"
        raise LabError(f"{message} with --wheels") from error


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
