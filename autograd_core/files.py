"""Files: written whole or not at all, and read with a bound. The one door for graphs, checkpoints, pictures and pages.

A new file is written beside the old one and moved over it, which systems do in one step. On Linux it has no name until
it is whole, so that a process that is killed leaves nothing; elsewhere, and for the moment of the move, it has a hidden
name, and the next save of the same file removes what a killed process left.

Not here: what is in the files (saving.py, json_text.py, nn, viz).
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl

LARGEST_READ = 1 << 28  # bytes, unless told otherwise
CHUNK = 1 << 20  # bytes that are read at a time
DESCRIPTORS = Path("/proc/self/fd")  # where Linux has a link for every file that this process has open
STANDARD_STREAMS = (1, 2)  # the numbers under which stdout and stderr are open
OPEN_FILES_MOVE = os.name != "nt"  # Windows moves no file that is open, and none onto a file that is
PATIENCE = (0.01, 0.05, 0.2, 0.5)  # seconds between attempts to move onto a file that another program has open
ABANDONED_AFTER = 60  # seconds without a change; where files cannot be locked, age tells what a killed process left


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`; where that fails, what was there before is still there, also after a power cut.

    A link is followed, and a file that is replaced hands on its mode (a hard link to it keeps the old content). What is
    no regular file is not replaced: stdout, stderr and devices such as /dev/null are written into.

    Raises:
        FileNotFoundError: the folder does not exist.
        OSError: the file cannot be written, is a folder, may only be read, or is a pipe, a socket or a disk.
    """
    replaced = _status(path)
    if replaced is not None and (stream := _standard_stream(replaced)):
        _write_to_stream(stream, content)
        return
    if replaced is not None and stat.S_ISCHR(replaced.st_mode):
        path.write_bytes(content)
        return
    target = _target(path)
    _check_can_hold(path, target, replaced)
    try:
        _write_beside(target, content, replaced)
    except OSError as error:
        # not with the hidden name that Python's own error has
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def check_can_write(path: Path) -> None:
    """The errors of `write_whole` that can be told before anything is written, for who writes only after hours."""
    replaced = _status(path)
    if replaced is None or not (_standard_stream(replaced) or stat.S_ISCHR(replaced.st_mode)):
        _check_can_hold(path, _target(path), replaced)


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def read_whole(path: Path, max_bytes: int = LARGEST_READ) -> bytes:
    """What a regular file holds, of at most `max_bytes`; of a larger one a CHUNK more is read at most.

    Raises:
        OSError: the file cannot be read, or it is a device, a pipe or a folder.
        ValueError: it is larger; the message names it.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):  # of a folder, opening it says so
        raise OSError(errno.EINVAL, "only a regular file can be read, and this is a pipe or a device", str(path))
    size, content = status.st_size, bytearray()
    with path.open("rb") as file:
        # not by the size, which a file need not tell truly
        while size <= max_bytes and (part := file.read(CHUNK)):
            content += part
            size = max(size, len(content))
    if size > max_bytes:
        raise ValueError(f"{path} has {size:,} bytes, more than max_bytes={max_bytes:,}")
    return bytes(content)


def _status(path: Path) -> os.stat_result | None:
    """What stands at `path`, or where a link there leads; None if nothing does."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _standard_stream(status: os.stat_result) -> int:
    """The number under which this process has the file open as its stdout or stderr, as /dev/stdout is; 0 if not."""
    for stream in STANDARD_STREAMS:
        with suppress(OSError):  # it may be closed
            if os.path.samestat(status, os.fstat(stream)):
                return stream
    return 0


def _write_to_stream(stream: int, content: bytes) -> None:
    for printed in (sys.stdout, sys.stderr):
        if printed is not None:
            printed.flush()  # what was printed before comes before
    with open(stream, "wb", closefd=False) as file:
        file.write(content)


def _check_can_hold(path: Path, target: Path, replaced: os.stat_result | None) -> None:
    """The errors of `write_whole` that can be told before anything is written."""
    if replaced is None:
        if not target.parent.is_dir():
            raise FileNotFoundError(
                f"a file is saved in a folder that exists, got {str(path)!r}; "
                f"make the folder {str(target.parent)!r} first"
            )
    elif stat.S_ISDIR(replaced.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    elif not stat.S_ISREG(replaced.st_mode):
        raise OSError(errno.EINVAL, "a file is saved as a regular file, and this is a pipe or a device", str(path))
    elif not os.access(target, os.W_OK):  # moving a file over it would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _write_beside(target: Path, content: bytes, replaced: os.stat_result | None) -> None:
    """Write a new file in the folder of `target`, and move it there."""
    # not the target's own name, which may be as long as a name can be
    stem = f".{zlib.crc32(os.fsencode(target.name)):08x}-"
    _remove_abandoned(target.parent, stem)
    unfinished = target.parent / f"{stem}{secrets.token_hex(8)}.unfinished"
    with _new_file(unfinished) as file:
        if replaced is not None:
            _take_over(file, replaced)
        file.write(content)
        _bring_to_disk(file)
        if not unfinished.exists():
            _give_name(file, unfinished)
        if not OPEN_FILES_MOVE:
            file.close()
        _move(unfinished, target)
    _bring_folder_to_disk(target.parent)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to write: at `path`, or without a name where the system can; gone in the end, unless it was moved."""
    try:
        with _nameless(path.parent) or _named(path) as file:
            yield file
    finally:
        path.unlink(missing_ok=True)


def _nameless(folder: Path) -> BinaryIO | None:
    """A file that is gone when it is closed, unless it was given a name; None where there are none."""
    if not hasattr(os, "O_TMPFILE") or not DESCRIPTORS.is_dir():
        return None
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except OSError:  # this file system has none
        return None
    file = os.fdopen(descriptor, "wb")
    _lock(file)
    return file


def _named(path: Path) -> BinaryIO:
    while True:
        file = path.open("xb")
        _lock(file)
        if path.exists():
            return file
        file.close()  # before it was locked another save took it for abandoned


def _give_name(file: BinaryIO, path: Path) -> None:
    """Name a nameless file."""
    descriptors = os.open(DESCRIPTORS, os.O_RDONLY)
    try:
        # with src_dir_fd, because otherwise Python does not follow the link from the number to the file
        os.link(str(file.fileno()), path, src_dir_fd=descriptors)
    finally:
        os.close(descriptors)


def _take_over(file: BinaryIO, replaced: os.stat_result) -> None:
    """Give a file the owner, as far as allowed, and the mode of the one that it replaces."""
    if hasattr(os, "fchown"):
        with suppress(OSError):
            os.fchown(file.fileno(), replaced.st_uid, replaced.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(file.fileno(), stat.S_IMODE(replaced.st_mode))


def _move(unfinished: Path, target: Path) -> None:
    for wait in () if OPEN_FILES_MOVE else PATIENCE:
        try:
            unfinished.replace(target)
            return
        except PermissionError:
            time.sleep(wait)
    unfinished.replace(target)


def _lock(file: BinaryIO) -> None:
    """Say that this process is at work on the file, until it is closed."""
    if fcntl is not None:
        with suppress(OSError):  # this file system has no locks
            fcntl.flock(file, fcntl.LOCK_EX)


def _remove_abandoned(folder: Path, stem: str) -> None:
    """Remove the unfinished files of saves that were killed."""
    for left in folder.glob(f"{stem}*.unfinished"):
        with suppress(OSError):  # another save removed it, or is at work on it
            _remove_if_abandoned(left)


def _remove_if_abandoned(unfinished: Path) -> None:
    """Remove the file; OSError if a process is at work on it, or if that cannot be told."""
    if fcntl is None:
        if time.time() - unfinished.stat().st_mtime > ABANDONED_AFTER:
            unfinished.unlink()
        return
    with unfinished.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unfinished.unlink()  # under the lock, or the process that begins it would not see it go


def _bring_to_disk(file: BinaryIO) -> None:
    """Return when the content would survive a power cut."""
    file.flush()
    if fcntl is not None and hasattr(fcntl, "F_FULLFSYNC"):  # on macOS fsync stops at the disk's own memory
        with suppress(OSError):  # not on every file system
            fcntl.fcntl(file, fcntl.F_FULLFSYNC)
            return
    os.fsync(file.fileno())


def _bring_folder_to_disk(folder: Path) -> None:
    """Return when the names in a folder would survive a power cut, where the system lets one ask for it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
