"""Bytes as text that a page can hold: the parts of the lab, and packages.

Not here: how a page reads it (page/parts.js).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from autograd_core.files import write_whole

# Seven bits a character: an eighth more than the bytes, where base64 has a third more. The few characters that would
# not come through markup or a string of a script as they are stand 128 further up: the lower seven bits remain.
SHIFTED = b'\0\n\r"<\\'
SPELLED = bytes(code | 128 if code in SHIFTED else code for code in range(128)) + bytes(128)


def packed(content: bytes) -> str:
    """Bytes compressed by gzip, as text."""
    bits = np.unpackbits(np.frombuffer(gzip.compress(content, 9, mtime=0), np.uint8))
    sevens = np.packbits(np.pad(bits, (0, -len(bits) % 7)).reshape(-1, 7), axis=1) >> 1
    return sevens.tobytes().translate(SPELLED).decode("latin-1")


def folded(files: Mapping[str, bytes]) -> bytes:
    """Files as one: a line of JSON with their names and lengths, then all of them."""
    lengths = {name: len(content) for name, content in files.items()}
    return b"\n".join((json.dumps(lengths).encode("utf-8"), b"".join(files.values())))


def write_part(folder: Path, name: str, content: bytes) -> Path:
    """Write a part as a script, NAME.js, that gives it to the page which loads it; the path of the file."""
    path = folder / f"{name}.js"
    write_whole(path, f'autogradPart("{name}","{packed(content)}");\n'.encode())
    return path
