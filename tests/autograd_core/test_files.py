"""Files are written whole or not at all; what saves graphs, pictures and pages has tests of its own."""

from pathlib import Path

from autograd_core.files import write_whole


def test_content_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"first, and longer")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [path]


def test_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    write_whole(tmp_path / "file", b"content")
    assert (tmp_path / "file").stat().st_mode == ordinary.stat().st_mode
