"""PNGs lose the edge that Graphviz' background covers in part, and nothing else."""

import io
import struct
import zlib

import numpy as np
import pytest
from matplotlib import image

from autograd_core import Value
from viz import draw
from viz.formats.png import SIGNATURE, without_ragged_edge
from viz.formats.render import render

DARK = np.array([0x0D, 0x11, 0x17, 0xFF]) / 255
ONE_STEP = 1.5 / 255  # a channel of a pixel may be rounded


def pixels(png: bytes) -> np.ndarray:
    """(height, width, 3 or 4): red, green, blue and, if any is transparent, opacity, from 0 to 1."""
    return np.asarray(image.imread(io.BytesIO(png), format="png"))


@pytest.mark.usefixtures("engine")
def test_last_row_and_column_are_gone_and_all_else_is_as_it_was() -> None:
    source = draw(Value(3.0, "x") * Value(4.0, "y"), theme="dark").dot.source
    drawn = render(source, "png")
    trimmed = without_ragged_edge(drawn)
    np.testing.assert_array_equal(pixels(trimmed), pixels(drawn)[:-1, :-1])


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", ["x", "a name", "a longer name", "a name that is longer still"])
def test_dark_picture_is_dark_to_its_edges(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = draw(Value(3.0, name) * 2, theme="dark").save(tmp_path_factory.mktemp("png") / "dark.png")
    found = pixels(path.read_bytes())
    for edge in (found[0], found[-1], found[:, 0], found[:, -1]):
        channels = edge.shape[-1]  # a picture that is everywhere opaque has three
        np.testing.assert_allclose(edge - DARK[:channels], 0, atol=ONE_STEP)


@pytest.mark.parametrize(
    "png",
    [
        b"no PNG",
        SIGNATURE,
        SIGNATURE
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">IIBBBBB", 9, 9, 1, 3, 0, 0, 0)
        + b"crc!"
        # a pixel of one bit
        + struct.pack(">I", 2)
        + b"IDAT"
        + zlib.compress(b"")[:2]
        + b"crc!",
    ],
    ids=["other", "empty", "palette of two"],
)
def test_other_files_are_left_as_they_are(png: bytes) -> None:
    assert without_ragged_edge(png) == png
