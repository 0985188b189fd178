"""Files, written whole or not at all: the one door for graphs, checkpoints, pictures and pages.

Not here: what is in them (saving.py, nn, viz).
"""

from __future__ import annotations

import secrets
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`; where that fails, what was there before is still there.

    Raises:
        FileNotFoundError: the folder does not exist.
        OSError: the file cannot be written.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"a file is saved in a folder that exists, got {str(path)!r}; make the folder {str(path.parent)!r} first"
        )
    # first beside the file, so that an error half way leaves what was there
    unfinished = path.parent / f".{secrets.token_hex(8)}.unfinished"
    try:
        with unfinished.open("xb") as file:
            file.write(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
