"""The packages of npm that the lab is made of, as package-lock.json pins them.

Not here: what is made of them (parts.py).
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"


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
