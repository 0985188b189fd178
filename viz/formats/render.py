"""The one door to Graphviz: DOT text in, the bytes of a picture out.

There are three engines: the `dot` on PATH, the program that pygraphviz brings along, and, where Python itself runs in a
page, the Graphviz of that page.

Not here: files (autograd_core/files.py), and what the picture shows.
"""

from __future__ import annotations

import importlib
import importlib.resources
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

from viz.formats.png import is_whole

TIME_LIMIT = 120  # seconds; a thousand nodes take a few
PAGE_MODULE = "graphviz_wasm"  # what a page that runs Python registers
OF_THE_PAGE = ("svg", "plain")
LONGEST_COMPLAINT = 500  # characters of an engine's error output in a message
SHOWN_ANSWER = 40  # bytes of an answer that is no picture in a message
# A layout's text is set in 20 points to be read as 14: 50 dots per inch instead of 72.
OPTIONS = {
    "svg": ["-Tsvg", "-Gdpi=50"],
    "png": ["-Tpng", "-Gdpi=133"],  # twice the 96 dots per inch of a screen, for slides
    "frames": ["-Tpng", "-Gdpi=72"],  # a dot a point, unless the graph has another size
    "pdf": ["-Tpdf", "-Gdpi=50"],
    "plain": ["-Tplain"],  # no picture: where everything stands, in inches
}


def _enclosed(start: bytes, end: bytes) -> Callable[[bytes], bool]:
    """Whether an answer starts and ends like this: so Graphviz finished it. What stands between is the reader's."""
    return lambda answer: answer.startswith(start) and answer.rstrip().endswith(end)


IS_WHOLE: dict[str, Callable[[bytes], bool]] = {
    "svg": _enclosed(b"<?xml", b"</svg>"),
    "png": is_whole,
    "frames": is_whole,
    "pdf": _enclosed(b"%PDF-", b"%%EOF"),
    "plain": _enclosed(b"graph ", b"stop"),
}


class RenderError(RuntimeError):
    """Graphviz is missing, or failed."""


class _Engine(NamedTuple):
    """A command that draws as `dot` does, and what to do when it fails."""

    name: str
    command: list[str]
    remedy: str


def draws(file_format: str) -> bool:
    """Whether this place's Graphviz has the format: a page's draws SVG alone."""
    return sys.platform != "emscripten" or file_format in OF_THE_PAGE


def render(source: str, file_format: str) -> bytes:
    """The picture that `source`, a graph in DOT, describes.

    Drawn by the `dot` on PATH; where there is none, or it does not work, by the Graphviz that pygraphviz brings along;
    in a browser by the page's.

    Args:
        source: DOT text.
        file_format: a key of OPTIONS.

    Raises:
        RenderError: neither draws it, or one of them takes longer than TIME_LIMIT; the message says why and what to do.
    """
    if sys.platform == "emscripten":  # a page has no programs to start
        return _drawn_by_the_page(source, file_format)
    reasons = []
    for engine in (_dot_on_path(), _bundled_dot()):
        answer = engine if isinstance(engine, str) else _drawn_by(engine, source, file_format)
        if isinstance(answer, bytes):
            return answer
        reasons.append(answer)
    raise RenderError(f"drawing needs Graphviz: {'; '.join(reasons)}")


def _drawn_by_the_page(source: str, file_format: str) -> bytes:
    """What the page's Graphviz answers: its module `graphviz_wasm` has layout(dot, format)."""
    if not draws(file_format):
        raise RenderError(f"in a page Graphviz draws SVG alone, not {file_format}; save the picture as .svg")
    if importlib.util.find_spec(PAGE_MODULE) is None:
        raise RenderError(f"drawing in a page needs its Graphviz: register {PAGE_MODULE} with layout(dot, format)")
    page = importlib.import_module(PAGE_MODULE)
    dots = "".join(f"{option.removeprefix('-G')};" for option in OPTIONS[file_format] if option.startswith("-G"))
    head, brace, body = source.partition("{")
    try:
        answer = str(page.layout(f"{head}{brace}{dots}{body}", file_format)).encode("utf-8")
    except Exception as error:  # JavaScript's errors have a class of Pyodide's own
        raise RenderError(f"the page's Graphviz failed: {error}") from error
    if not IS_WHOLE[file_format](answer):
        start = answer[:SHOWN_ANSWER]
        raise RenderError(f"the page's Graphviz answered with no whole {file_format}, beginning {start!r}")
    return answer


def _dot_on_path() -> _Engine | str:
    """The command, or why there is none."""
    path = shutil.which("dot")
    if path is None:
        return (
            "no dot is on PATH (your system's graphviz package has it: "
            "apt install graphviz, brew install graphviz, winget install graphviz)"
        )
    return _Engine(path, [path], "check that it is a working Graphviz, or take it off PATH")


def _bundled_dot() -> _Engine | str:
    """The program of the Python package pygraphviz, or why there is none."""
    if not sys.executable or importlib.util.find_spec("pygraphviz") is None:
        return "there is no pygraphviz (it brings Graphviz along: pip install 'pygraphviz>=2.0.4')"
    # a process of its own can be given up after a while, and its crash is not ours; it gets the program's text, as an
    # installation in a zip file has no path to run; -P keeps the working folder's modules out of its imports
    program = importlib.resources.files(__package__).joinpath("bundled_dot.py").read_text("utf-8")
    return _Engine(
        "pygraphviz", [sys.executable, "-P", "-c", program], "reinstall it, or install your system's graphviz"
    )


def _drawn_by(engine: _Engine, source: str, file_format: str) -> bytes | str:
    """What the engine answers to `source`, or why it does not, and what to do."""
    try:
        run = subprocess.run(
            [*engine.command, *OPTIONS[file_format]],
            input=source.encode("utf-8"),
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        # the other engine would take as long
        raise RenderError(
            f"Graphviz must answer within {TIME_LIMIT} seconds, and {engine.name} did not; "
            f"draw a smaller graph, or, if smaller ones hang too, {engine.remedy}"
        ) from error
    except OSError as error:  # not a program for this machine, or gone since
        return f"{engine.name} cannot be started, {error.strerror or error} ({engine.remedy})"
    if run.returncode == 0 and IS_WHOLE[file_format](run.stdout):
        return run.stdout
    if run.returncode == 0 and run.stdout:
        start = run.stdout[:SHOWN_ANSWER]
        return f"{engine.name} answered with no whole {file_format}, beginning {start!r} ({engine.remedy})"
    complaint = run.stderr.decode("utf-8", "replace").strip()[-LONGEST_COMPLAINT:] or "nothing"
    return f"{engine.name} ended with exit code {run.returncode}, saying {complaint!r} ({engine.remedy})"
