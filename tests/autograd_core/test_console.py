"""Command lines at terminals that lack characters, and before readers that leave."""

import errno
import io
import sys
from pathlib import Path

import pytest

from autograd_core.console import READER_LEFT, command, is_closed_pipe

# What a write to a pipe that nobody reads raises, on POSIX and on Windows.
CLOSED = {"POSIX": BrokenPipeError(errno.EPIPE, "Broken pipe"), "Windows": OSError(errno.EINVAL, "Invalid argument")}


class _Pipe(io.TextIOWrapper):
    """A terminal whose reader has left."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(path.open("wb"))
        self._error = error

    def flush(self) -> None:
        raise self._error


def _printed(encoding: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding, newline=""))

    @command
    def main() -> int:
        print("3 × σ")
        return 0

    assert main() == 0
    return written.getvalue()


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "3 × σ\n".encode()),
        ("cp1252", b"3 \xd7 ?\n"),
        ("cp949", "3 × σ\n".encode("cp949")),
        ("ascii", b"3 ? ?\n"),
    ],
)
def test_character_that_the_terminal_lacks_is_a_question_mark(
    encoding: str, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _printed(encoding, monkeypatch) == expected


@pytest.mark.parametrize("error", CLOSED.values(), ids=CLOSED)
def test_reader_that_leaves_ends_the_command(error: OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _Pipe(tmp_path / "pipe", error))
    assert command(lambda: 0)() == READER_LEFT


def test_other_errors_are_the_commands_own() -> None:
    @command
    def main() -> int:
        raise OSError(errno.EINVAL, "Invalid argument", "a:b")

    with pytest.raises(OSError, match="a:b"):
        main()
    assert not is_closed_pipe(OSError(errno.ENOSPC, "No space left on device"))
