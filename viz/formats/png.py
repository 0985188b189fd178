"""Graphviz' PNG: whether it is whole, and with clean edges.

Not here: how it is drawn (render.py).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a PNG's colour type


def is_whole(png: bytes) -> bool:
    """Whether `png` is a PNG with all of its chunks, undamaged, and all of its pixels."""
    try:
        chunks = list(_chunks(png))
        width, height, depth, color_type, *_, interlaced = struct.unpack(">IIBBBBB", dict(chunks)[b"IHDR"])
        rows = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
        row = 1 + (width * depth * CHANNELS[color_type] + 7) // 8
    except (struct.error, zlib.error, KeyError):
        return False
    # chunks are known by their check sums: written anew they are the same bytes
    same = SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks) == png
    return same and chunks[-1][0] == b"IEND" and (bool(interlaced) or len(rows) == height * row)


def without_ragged_edge(png: bytes) -> bytes:
    """`png` without its last row and last column of pixels.

    A picture is seldom a whole number of pixels large, and Graphviz rounds up: there its background covers a part of
    each pixel, which shows as a light line around a dark picture. A PNG of a kind that Graphviz does not write is left
    as it is.
    """
    chunks = list(_chunks(png))
    kinds = dict(chunks)
    if not {b"IHDR", b"IDAT"} <= kinds.keys():
        return png
    width, height, depth, color_type, *_, interlaced = struct.unpack(">IIBBBBB", kinds[b"IHDR"])
    pixel, rest = divmod(depth * CHANNELS[color_type], 8)
    if rest or interlaced or min(width, height) < 2:
        return png
    rows = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    length = 1 + width * pixel  # a row opens with its filter, which looks at pixels to the left and above alone
    kept = b"".join(rows[y * length : (y + 1) * length - pixel] for y in range(height - 1))
    header = struct.pack(">II", width - 1, height - 1) + kinds[b"IHDR"][8:]
    others = [chunk for chunk in chunks if chunk[0] not in (b"IHDR", b"IDAT", b"IEND")]
    return SIGNATURE + b"".join(
        _chunk(kind, content)
        for kind, content in [(b"IHDR", header), *others, (b"IDAT", zlib.compress(kept)), (b"IEND", b"")]
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of every chunk; none of what is no PNG."""
    position = len(SIGNATURE)
    while png.startswith(SIGNATURE) and position < len(png):
        (length,) = struct.unpack_from(">I", png, position)
        yield png[position + 4 : position + 8], png[position + 8 : position + 8 + length]
        position += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
