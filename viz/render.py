"""The one door to Graphviz: DOT text in, the bytes of a picture out.

Not here: files (picture.py), and what the picture shows.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TIME_LIMIT = 120  # seconds; a thousand nodes take a few
LONGEST_COMPLAINT = 500  # characters of an engine's error output in a message
# A layout's text is set in 20 points to be read as 14: 50 dots per inch instead of 72.
OPTIONS = {
    "svg": ["-Tsvg", "-Gdpi=50"],
    "png": ["-Tpng", "-Gdpi=133"],  # twice the 96 dots per inch of a screen, for slides
    "pdf": ["-Tpdf", "-Gdpi=50"],
}


class RenderError(RuntimeError):
    """Graphviz is missing, or failed."""


class _Engine(NamedTuple):
    """A command that draws as `dot` does, and what to do when it fails."""

    command: list[str]
    remedy: str


def render(source: str, file_format: str) -> bytes:
    """The picture that `source`, a graph in DOT, describes.

    Drawn by the `dot` on PATH when there is one, else by the Graphviz that pygraphviz brings along.

    Args:
        source: DOT text.
        file_format: a key of OPTIONS.

    Raises:
        RenderError: there is no Graphviz, or it failed or took longer than TIME_LIMIT; the message says what to do.
    """
    for engine in (_dot_on_path(), _bundled_dot()):
        picture = engine and _drawn_by(engine, source, OPTIONS[file_format])
        if picture:
            return picture
    raise RenderError(
        "drawing needs Graphviz, and there is neither a dot command that runs nor pygraphviz; "
        "install one of them: pip install 'pygraphviz>=2.0.4' (it brings Graphviz along), "
        "or your system's graphviz package (apt install graphviz, brew install graphviz)"
    )


def _dot_on_path() -> _Engine | None:
    path = shutil.which("dot")
    return _Engine([path], "check that this is a working Graphviz, or take it off PATH") if path else None


def _bundled_dot() -> _Engine | None:
    if not sys.executable or importlib.util.find_spec("pygraphviz") is None:
        return None
    # a process of its own can be given up after a while, and its crash is not ours; -P keeps our modules, which lie
    # beside the program, out of its imports
    program = Path(__file__).with_name("bundled_dot.py")
    return _Engine([sys.executable, "-P", str(program)], "reinstall pygraphviz, or install your system's graphviz")


def _drawn_by(engine: _Engine, source: str, options: list[str]) -> bytes | None:
    """What the engine answers to `source`; None when it cannot be started."""
    command = [*engine.command, *options]
    try:
        run = subprocess.run(
            command, input=source.encode("utf-8"), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(
            f"Graphviz must answer within {TIME_LIMIT} seconds, and {engine.command[0]} did not; "
            f"draw a smaller graph, or {engine.remedy}"
        ) from error
    except OSError:
        return None  # not a program for this machine, or gone since
    if run.returncode != 0 or not run.stdout:
        complaint = run.stderr.decode("utf-8", "replace").strip()[-LONGEST_COMPLAINT:] or "(nothing)"
        raise RenderError(
            f"Graphviz must draw the picture, and {engine.command[0]} ended with exit code {run.returncode}, "
            f"saying: {complaint}; {engine.remedy}"
        )
    return run.stdout
