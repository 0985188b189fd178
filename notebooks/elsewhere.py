"""What a notebook says where it is opened away from its repository: what to install, and where it can be opened.

The address of the published repository stands in pyproject.toml, `[project.urls] Repository`, and nowhere else; none is
published yet, so there are no badges, and the first cell names the package. Not here: the notebooks (build.py).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from nbformat import NotebookNode, v4

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
CELL = "cell-install"
SAID = {
    "en": "Where the packages are missing, as on Colab, this installs them; elsewhere it does nothing.",
    "ko": "Colab처럼 패키지가 없는 곳에서는 설치하고, 다른 곳에서는 아무것도 하지 않습니다.",
}
INSTALL = """# {said}
from importlib.util import find_spec

if find_spec("autograd_core") is None:
    import subprocess
    import sys

    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "{requirement}"], check=True)"""
BADGES = {
    "Colab": (
        "https://colab.research.google.com/assets/colab-badge.svg",
        "https://colab.research.google.com/github/{owner_and_name}/blob/main/notebooks/{notebook}",
    ),
    "Binder": (
        "https://mybinder.org/badge_logo.svg",
        "https://mybinder.org/v2/gh/{owner_and_name}/main?labpath=notebooks%2F{notebook}",
    ),
}


def repository(project: Path = PROJECT) -> str:
    """The address of the published repository; empty where there is none."""
    table = tomllib.loads(project.read_text("utf-8"))["project"]
    return str(table.get("urls", {}).get("Repository", "")).rstrip("/")


def install_cell(language: str, address: str) -> NotebookNode:
    """The first cell of a notebook's file: installs the packages where they are not."""
    requirement = "autograd-core[notebooks]" + (f" @ git+{address}" if address else "")
    cell = v4.new_code_cell(INSTALL.format(said=SAID[language], requirement=requirement))
    cell.id = CELL
    return cell


def badges(notebook: str, address: str) -> str:
    """Links that open a notebook elsewhere, as Markdown; none where nothing is published on GitHub."""
    host = "https://github.com/"
    if not address.startswith(host):
        return ""
    fields = {"owner_and_name": address.removeprefix(host), "notebook": notebook}
    return " ".join(f"[![{name}]({image})]({link.format(**fields)})" for name, (image, link) in BADGES.items())
