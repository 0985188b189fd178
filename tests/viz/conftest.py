"""Fixtures for the tests of pictures."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def no_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a dot command: an empty PATH."""
    monkeypatch.setenv("PATH", "")


@pytest.fixture(params=["bundled", "dot"] if shutil.which("dot") else ["bundled"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each engine that this machine has, in turn."""
    if request.param == "bundled":
        monkeypatch.setenv("PATH", "")
    return str(request.param)


@pytest.fixture
def command_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of PATH."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder
