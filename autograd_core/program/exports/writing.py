"""Which file a program is written as, by its suffix. Not here: how each is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograd_core.errors import shown
from autograd_core.program.arrays.emit_careful import emitted_carefully
from autograd_core.program.executors import Runner
from autograd_core.program.exports import javascript, python
from autograd_core.program.exports.python import Sources

Writer = Callable[[Sources, Runner, Runner | str], bytes]


def writer_of(path: Path) -> Writer:
    """What writes a file of this name; ValueError for a suffix that says nothing."""
    if path.suffix not in WRITERS:
        raise ValueError(f"a program is exported as .py, .js or .onnx, got {shown(path.name)}")
    return WRITERS[path.suffix]


def _python(sources: Sources, forward: Runner, both: Runner | str) -> bytes:
    codes = {"forward": forward.array_code, "forward_carefully": emitted_carefully(forward.flat)}
    if not isinstance(both, str):
        codes["forward_and_backward"] = both.array_code
        codes["forward_and_backward_carefully"] = emitted_carefully(both.flat)
    return python.written(sources, codes).encode()


def _javascript(sources: Sources, forward: Runner, both: Runner | str) -> bytes:
    return javascript.written(sources, forward.flat, None if isinstance(both, str) else both.flat).encode()


def _onnx(sources: Sources, forward: Runner, both: Runner | str) -> bytes:
    try:
        from autograd_core.program.exports import onnx  # late: needs onnx
    except ImportError as error:
        raise ImportError(
            f"a model is written with onnx, which does not import here ({error}); pip install 'autograd-core[onnx]'"
        ) from error
    return onnx.written(sources, forward.array_code)


WRITERS: dict[str, Writer] = {".py": _python, ".js": _javascript, ".onnx": _onnx}
