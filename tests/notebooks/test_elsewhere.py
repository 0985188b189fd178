"""Notebooks away from their repository: the first cell installs what is missing, badges come with an address."""

import importlib.util
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from notebooks import build, elsewhere

ROOT = Path(__file__).parents[2]
SOURCE = build.FOLDER / "01-price-of-an-apple.py"
ADDRESS = "https://github.com/owner/name"


def calls(monkeypatch: pytest.MonkeyPatch, source: str) -> list[list[str]]:
    """The programs that a cell runs."""
    found: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: found.append(command))
    exec(source, {})
    return found


def test_first_cell_does_nothing_where_the_packages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calls(monkeypatch, elsewhere.install_cell("en", "").source) == []


@pytest.mark.parametrize(
    ("address", "requirement"),
    [("", "autograd-core[notebooks]"), (ADDRESS, f"autograd-core[notebooks] @ git+{ADDRESS}")],
)
def test_first_cell_installs_where_they_are_not(
    monkeypatch: pytest.MonkeyPatch, address: str, requirement: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (command,) = calls(monkeypatch, elsewhere.install_cell("ko", address).source)
    assert command[1:] == ["-m", "pip", "install", "--quiet", requirement]


def test_address_stands_in_one_place(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f'[project]\nname = "x"\n[project.urls]\nRepository = "{ADDRESS}/"\n', "utf-8")
    assert elsewhere.repository(project) == ADDRESS
    project.write_text('[project]\nname = "x"\n', "utf-8")
    assert elsewhere.repository(project) == ""


def cells(address: str) -> list[dict[str, Any]]:
    return list(json.loads(build.as_file(SOURCE, address))["cells"])


def test_badges_stand_below_the_title_once_there_is_an_address() -> None:
    assert "badge" not in "".join(cells("")[1]["source"])
    title, _, links, *_ = "".join(cells(ADDRESS)[1]["source"]).split("\n")
    assert title.startswith("# 1.")
    assert "colab.research.google.com/github/owner/name/blob/main/notebooks/01-price-of-an-apple.ipynb" in links
    assert "mybinder.org/v2/gh/owner/name/main?labpath=notebooks%2F01-price-of-an-apple.ipynb" in links
    assert elsewhere.badges("x.ipynb", "https://example.org/name") == ""


def test_binder_installs_what_the_notebooks_need() -> None:
    (line,) = (ROOT / "binder" / "requirements.txt").read_text("utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    path, _, extra = line.rstrip("]").partition("[")
    assert path == "."
    assert extra in project["optional-dependencies"]
    major, minor = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip().removeprefix("python-").split(".")
    assert (int(major), int(minor)) >= (3, 11)
