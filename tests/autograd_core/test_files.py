"""Files are written whole or not at all, and read with a bound; what saves graphs, networks and pictures has tests."""

import errno
import fcntl
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from autograd_core import files
from autograd_core.files import read_whole, write_whole

ROOT = Path(__file__).parents[2]
MEGABYTE = 1 << 20

Patch = Callable[[pytest.MonkeyPatch], None]


def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the system as it is."""


def no_nameless_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and on network drives: every file has a name from the start."""
    monkeypatch.setattr(files, "_nameless", lambda folder: None)


def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: no locks, no file without a name, none moved while it is open."""
    no_nameless_files(monkeypatch)
    monkeypatch.setattr(files, "fcntl", None)
    monkeypatch.setattr(files, "OPEN_FILES_MOVE", False)


@pytest.fixture(params=[nothing, no_nameless_files, no_locks])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Patch:
    """Each kind of system in turn."""
    request.param(monkeypatch)
    return request.param  # type: ignore[no-any-return]


@pytest.mark.usefixtures("system")
def test_content_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"first, and longer")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("system")
def test_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    write_whole(tmp_path / "file", b"content")
    assert (tmp_path / "file").stat().st_mode == ordinary.stat().st_mode


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_replaced_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(mode)
    write_whole(path, b"content")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_private_file_is_private_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.touch(0o600)
    modes = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode)))
    write_whole(path, b"content")
    assert modes[0] == 0o600


@pytest.mark.usefixtures("system")
def test_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "target"
    target.write_bytes(b"old")
    (tmp_path / "near").symlink_to("elsewhere/target")
    (tmp_path / "far").symlink_to(tmp_path / "near")
    write_whole(tmp_path / "far", b"new")
    assert target.read_bytes() == b"new"
    assert (tmp_path / "near").is_symlink()
    assert (tmp_path / "far").is_symlink()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["elsewhere", "far", "near", "target"]


def test_link_to_what_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()


def test_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "missing" / "target")
    for path in (tmp_path / "missing" / "file", tmp_path / "link"):
        with pytest.raises(FileNotFoundError, match=r"a folder that exists, got .*; make the folder '.*missing' first"):
            write_whole(path, b"content")


def test_link_to_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(OSError, match="link"):
        write_whole(tmp_path / "link", b"content")
    assert (tmp_path / "link").is_symlink()


def test_file_that_may_only_be_read_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may do everything
    with pytest.raises(PermissionError, match="file"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"


# What is no regular file.


def test_pipe_and_socket_are_refused_and_stay(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for name in ("pipe", "socket"):
            mode = (tmp_path / name).stat().st_mode
            with pytest.raises(OSError, match=f"saved as a regular file, and this is a pipe or a device.*{name}"):
                write_whole(tmp_path / name, b"content")
            assert (tmp_path / name).stat().st_mode == mode
    assert len(list(tmp_path.iterdir())) == 2


def test_folder_is_refused_by_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        write_whole(tmp_path, b"content")
    assert caught.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_device_is_written_into() -> None:
    write_whole(Path(os.devnull), b"content")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    with pytest.raises(OSError, match="No space left"):
        write_whole(Path("/dev/full"), b"content")


SAVE_TO_STDOUT = """
from pathlib import Path
from autograd_core.files import write_whole
print("before")
write_whole(Path("/dev/stdout"), b"content\\n")
print("after")
"""


def test_stdout_is_written_into_where_a_pipe_reads_it(run_python: Callable[..., str]) -> None:
    assert run_python(SAVE_TO_STDOUT) == "before\ncontent\nafter\n"


def test_stdout_is_written_into_where_it_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "printed"
    with path.open("wb") as printed:
        subprocess.run([sys.executable, "-c", SAVE_TO_STDOUT], stdout=printed, check=True, cwd=ROOT)
    assert path.read_bytes() == b"before\ncontent\nafter\n"
    assert list(tmp_path.iterdir()) == [path]


# What goes wrong half way.


def full_disk(*arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a hidden name")


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("failing", [(os, "fsync"), (Path, "replace")], ids=["content", "move"])
def test_failure_leaves_what_was_there_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: tuple[object, str]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(*failing, full_disk)
    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(path, b"new")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert caught.value.__suppress_context__
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("system")
def test_name_as_long_as_can_be_is_written_and_a_longer_one_is_named(tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_NAME_MAX")
    write_whole(tmp_path / ("a" * longest), b"content")
    with pytest.raises(OSError, match="File name too long") as caught:
        write_whole(tmp_path / ("a" * (longest + 1)), b"content")
    assert caught.value.filename == str(tmp_path / ("a" * (longest + 1)))


KILLED = """
import os, signal, sys
from pathlib import Path
from autograd_core import files
if sys.argv[2] == "named":
    files._nameless = lambda folder: None
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
files.write_whole(Path(sys.argv[1]), bytes(1000))
"""


def save_and_be_killed(path: Path, naming: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), naming], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL


def test_killed_process_leaves_nothing_where_files_can_be_nameless(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    save_and_be_killed(path, "nameless")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_next_save_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    path = tmp_path / "file"
    save_and_be_killed(path, "named")
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".")
    write_whole(tmp_path / "another", b"content")
    assert left.exists()
    write_whole(path, b"content")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "another", path]


def test_without_locks_what_is_old_counts_as_left_by_a_killed_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    save_and_be_killed(path, "named")
    (left,) = tmp_path.iterdir()
    no_locks(monkeypatch)
    write_whole(path, b"content")
    assert left.exists()
    long_ago = time.time() - files.ABANDONED_AFTER - 1
    os.utime(left, (long_ago, long_ago))
    write_whole(path, b"content")
    assert list(tmp_path.iterdir()) == [path]


def test_save_leaves_alone_what_another_is_at_work_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_nameless_files(monkeypatch)
    path = tmp_path / "file"
    bring_to_disk = files._bring_to_disk

    def save_meanwhile(file: object) -> None:
        monkeypatch.setattr(files, "_bring_to_disk", bring_to_disk)
        write_whole(path, b"meanwhile")

    monkeypatch.setattr(files, "_bring_to_disk", save_meanwhile)
    write_whole(path, b"last")
    assert path.read_bytes() == b"last"
    assert list(tmp_path.iterdir()) == [path]


def test_file_that_another_save_took_for_abandoned_before_it_was_locked_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_nameless_files(monkeypatch)
    lock = files._lock

    def lock_late(file: BinaryIO) -> None:
        monkeypatch.setattr(files, "_lock", lock)
        Path(file.name).unlink()
        lock(file)

    monkeypatch.setattr(files, "_lock", lock_late)
    write_whole(tmp_path / "file", b"content")
    assert (tmp_path / "file").read_bytes() == b"content"


def test_abandoned_file_is_locked_while_it_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    save_and_be_killed(path, "named")
    unlink = Path.unlink
    removed = []

    def unlink_locked(self: Path, missing_ok: bool = False) -> None:
        if self.exists():
            removed.append(self)
            with self.open("rb") as file, pytest.raises(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_locked)
    write_whole(path, b"content")
    assert len(removed) == 1


@pytest.mark.parametrize("prepare", [nothing, no_nameless_files])
def test_saves_at_the_same_time_are_each_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepare: Patch) -> None:
    prepare(monkeypatch)
    path = tmp_path / "file"
    contents = [bytes([i]) * 10_000 for i in range(4)]
    threads = [
        threading.Thread(target=lambda content=content: [write_whole(path, content) for _ in range(10)])
        for content in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("system")
def test_content_is_on_the_disk_before_it_takes_the_name_and_then_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    fsync = os.fsync
    synced = []

    def recorded(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append(("folder" if is_folder else os.fstat(descriptor).st_size, path.read_bytes()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", recorded)
    write_whole(path, b"new one")
    assert synced == [(len(b"new one"), b"old"), ("folder", b"new one")]


def test_file_that_another_program_has_open_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_locks(monkeypatch)
    monkeypatch.setattr(files, "PATIENCE", (0, 0))
    path = tmp_path / "file"
    replace = Path.replace
    attempts = []

    def in_use(self: Path, target: Path) -> Path:
        attempts.append(target)
        if len(attempts) < 3:
            raise PermissionError(errno.EACCES, "in use", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", in_use)
    write_whole(path, b"content")
    assert path.read_bytes() == b"content"
    attempts.clear()
    monkeypatch.setattr(files, "PATIENCE", ())
    with pytest.raises(PermissionError) as caught:
        write_whole(path, b"content")
    assert caught.value.filename == str(path)


# Reading.


def test_file_is_read_up_to_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = bytes(MEGABYTE + 1)
    path.write_bytes(content)
    assert read_whole(path, len(content)) == content
    with pytest.raises(ValueError, match=r"file has 1,048,577 bytes, more than max_bytes=1,048,576"):
        read_whole(path, MEGABYTE)


def test_file_that_does_not_say_its_size_is_read_up_to_a_bound() -> None:
    path = Path("/proc/self/status")
    assert path.stat().st_size == 0
    assert read_whole(path).startswith(b"Name:")
    with pytest.raises(ValueError, match="more than max_bytes=10"):
        read_whole(path, 10)


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/zero"), tmp_path / "pipe"):
        with pytest.raises(OSError, match="only a regular file can be read"):
            read_whole(path, 1000)
    with pytest.raises(IsADirectoryError):
        read_whole(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_whole(tmp_path / "missing")
