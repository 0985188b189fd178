"""The function that follows any tape: numba compiles it once on a machine, and every process after that loads the code.

It is kept as an object file beside this one, which LLVM links in milliseconds; numba itself, and its tables of what
Python's functions are, are not even imported. Not here: what is on a tape (tape.py), and who follows it (loop.py).
"""

from __future__ import annotations

import ctypes
import hashlib
import math
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import binding

from autograd_core.program.loop.kernels import ARITHMETIC
from autograd_core.program.loop.tape import COLUMNS, COUNT, FILLS, GATHER, READS

# Places are unsigned, so that the inner loops can be vectorised.
FOLLOW = f"""
def follow(steps, step_count, codes, addresses, gathered, memory, base, width, samples):
    size, width = np.uintp({{size}}), np.uintp(width)
    finite = True
    for k in range(step_count):
        step = {COLUMNS} * k
        code = codes[steps[step]]
        out, a = np.uintp(steps[step + {FILLS}]) * width, np.uintp(steps[step + {READS}]) * width
        b, c = np.uintp(steps[step + {READS + 1}]) * width, np.uintp(steps[step + {READS + 2}]) * width
        n = np.uintp(samples or steps[step + {COUNT}])
        if code < 0:
            loop = 4 * (-1 - code)
            call(addresses[loop], addresses[loop + 1], addresses[loop + 2], addresses[loop + 3],
                 base + a * size, base + b * size, base + c * size, base + out * size, n, size)
            for i in range(n):
                finite &= abs(memory[out + i]) < np.inf
"""
CASE = """
        elif code == {code}:
            for i in range(n):
                memory[out + i] = {expression}
"""
DIVISION = """
                finite &= memory[b + i] != 0
"""
LAST = """
    return 1 if finite else 0
"""
OPERANDS = {"x": "memory[a + i]", "y": "memory[b + i]", "z": "memory[c + i]"}
CASES = {GATHER: "memory[gathered[a + i]]"} | {name: text.format(**OPERANDS) for name, text in ARITHMETIC.items()}
CODES = {name: code for code, name in enumerate(CASES)}
ADDRESS, WHOLE = ctypes.c_void_p, ctypes.c_ssize_t
# ctypes lets other threads run meanwhile
PROTOTYPE = ctypes.CFUNCTYPE(WHOLE, ADDRESS, WHOLE, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ctypes.c_size_t, WHOLE, WHOLE)

_engines: list[Any] = []  # what keeps the code in memory


@cache
def follower(precision: str) -> Callable[..., int]:
    """`follow(steps, step_count, codes, addresses, gathered, memory, base, width, samples)`: take all steps of a tape.

    All but the numbers are addresses of arrays, `base` that of `memory` once more. The answer is 1 if no divisor was 0
    and NumPy's functions gave finite numbers. Places are multiples of `width`; `samples` is how many numbers each step
    computes, 0 where the tape says it. A function that is not among CASES has a negative code.

    Raises:
        RuntimeError: a function that the code calls is not there. Whatever numba raises where it does not work.
    """
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    text = _text(precision)
    key = _key(text)
    kept = next(filter(None, [_read(folder / key) for folder in _folders()]), None)
    if kept is None:
        kept = _compiled(text, precision)
        for folder in _folders():
            with suppress(OSError):  # no folder that it may write to: then every process compiles it
                _write(folder / key, kept)
                break
    triple, needed, code = kept
    nothing = binding.parse_assembly(f'target triple = "{triple}"')
    engine = binding.create_mcjit_compiler(nothing, _target_machine(triple))
    _require(needed)  # now that the engine knows what this process has
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _engines.append(engine)
    return PROTOTYPE(engine.get_function_address("follow"))


def _text(precision: str) -> str:
    cases = [
        CASE.format(code=CODES[name], expression=expression) + DIVISION * (name == "divide")
        for name, expression in CASES.items()
    ]
    return "".join([FOLLOW.format(size=np.dtype(precision).itemsize), *cases, LAST])


def _key(text: str) -> str:
    """The name of the file that keeps this text compiled for this machine."""
    versions = [version("numba"), version("llvmlite"), Path(__file__).with_name("inner_loops.py").read_text("utf-8")]
    machine = [binding.get_process_triple(), binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()]
    return f"follow_{hashlib.sha256(repr([text, *versions, *machine]).encode()).hexdigest()[:24]}.o"


def _folders() -> Iterator[Path]:
    """Where code may be kept, the best first: where numba is told to, beside this file, or with the user's things."""
    if "NUMBA_CACHE_DIR" in os.environ:
        yield Path(os.environ["NUMBA_CACHE_DIR"])
        return
    yield Path(__file__).parent / "__pycache__"
    with suppress(RuntimeError):  # nobody's home
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograd_core"


Kept = tuple[str, list[str], bytes]  # the kind of machine, the functions that are called, the object file


def _read(path: Path) -> Kept | None:
    """What a file keeps; None where there is none, or not the whole of it."""
    try:
        digest, triple, needed, code = path.read_bytes().split(b"\n", 3)
    except (OSError, ValueError):
        return None
    if digest.decode("latin-1") != hashlib.sha256(code).hexdigest():
        return None
    return triple.decode(), needed.decode().split(), code


def _write(path: Path, kept: Kept) -> None:
    triple, needed, code = kept
    head = "\n".join([hashlib.sha256(code).hexdigest(), triple, " ".join(needed), ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(head.encode() + code)
    part.replace(path)  # whole, whoever reads it meanwhile


def _compiled(text: str, precision: str) -> Kept:
    import numba  # late: it takes a second, and is needed once

    from autograd_core.program.loop.inner_loops import intrinsic_call

    namespace: dict[str, Any] = {"np": np, "math": math, "call": intrinsic_call()}
    exec(compile(text, "<follow>", "exec"), namespace)
    types: Any = numba.types
    pointer = types.CPointer
    whole, place = pointer(types.intp), pointer(types.int32)
    arguments = (place, types.intp, whole, whole, place, pointer(getattr(types, precision)), types.uintp)
    compiler: Any = numba.cfunc(types.intp(*arguments, types.intp, types.intp), error_model="numpy")
    made = compiler(namespace["follow"])
    module = binding.parse_assembly(made.inspect_llvm().replace(made.native_name, "follow"))
    needed = [name for name in re.findall(r"^declare [^@]*@([\w.]+)\(", str(module), re.M) if "llvm." not in name]
    return module.triple, needed, _target_machine(module.triple).emit_object(module)


def _target_machine(triple: str) -> Any:
    features = binding.get_host_cpu_features().flatten()
    return binding.Target.from_triple(triple).create_target_machine(
        cpu=binding.get_host_cpu_name(), features=features, opt=3, codemodel="jitdefault", jit=True
    )


def _require(functions: list[str]) -> None:
    """RuntimeError if one of them is not there: LLVM would end the process."""
    missing = [name for name in functions if not binding.address_of_symbol(name)]
    if missing:
        import numba  # noqa: F401 - late: it may be what has them

        missing = [name for name in functions if not binding.address_of_symbol(name)]
    if missing:
        raise RuntimeError(f"the compiled loop calls {', '.join(missing)}, which this process has not")
