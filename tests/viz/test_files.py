"""Files are written whole or not at all, by pictures and by pages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograd_core import Value
from viz import animate, draw, stepper


def save_picture(path: Path) -> None:
    draw(Value(3, "x") * 2).save(path.with_suffix(".dot"))


def save_page(path: Path) -> None:
    stepper(Value(3, "x") * 2).save(path.with_suffix(".html"))


def save_animation(path: Path) -> None:
    animate(Value(3, "x") * 2).save(path.with_suffix(".svg"))


every_writer = pytest.mark.parametrize(
    "write", [save_picture, save_page, save_animation], ids=["picture", "page", "animation"]
)


@every_writer
def test_folder_must_exist(tmp_path: Path, write: Callable[[Path], None]) -> None:
    with pytest.raises(FileNotFoundError, match=r"a folder that exists, got .*; make the folder '.*missing' first"):
        write(tmp_path / "missing" / "file")
    assert list(tmp_path.iterdir()) == []


@every_writer
def test_writing_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None]
) -> None:
    existing = [tmp_path / f"file{suffix}" for suffix in (".dot", ".html", ".svg")]
    for path in existing:
        path.write_text("before", encoding="utf-8")

    def full_disk(self: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="no space left"):
        write(tmp_path / "file")
    assert [path.read_text(encoding="utf-8") for path in existing] == ["before"] * 3
    assert sorted(tmp_path.iterdir()) == existing
