"""NumPy's own inner loops, for compiled code to call: the elementary functions are the same in both executors.

Not here: which are called (loop.py). Source: numpy.ufunc._get_strided_loop, made for compilers such as numba.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.extending import intrinsic

from autograd_core.program.array_types import Array

CAPSULE = b"numpy_1.24_ufunc_call_info"
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)


class _CallInfo(ctypes.Structure):
    """What NumPy's capsule holds."""

    _fields_ = (
        ("loop", ctypes.c_void_p),
        ("context", ctypes.c_void_p),
        ("data", ctypes.c_void_p),
        ("needs_python", ctypes.c_bool),
        ("sets_no_flags", ctypes.c_bool),
    )


@dataclass
class InnerLoops:
    """Inner loops of some functions for one kind of number.

    Attributes:
        addresses: per function: its loop's address, its context's, its data's, and how many rows it reads.
        capsules: what keeps them alive.
    """

    addresses: Array
    capsules: list[Any]


def inner_loops(names: list[str], precision: str) -> InnerLoops:
    """The inner loops of NumPy's functions `names`, for rows of numbers that lie one after the other."""
    kind = np.dtype(precision)
    addresses, capsules = [], []
    for name in names:
        function = getattr(np, name)
        _, capsule = function._resolve_dtypes_and_context((kind,) * (function.nin + 1))
        function._get_strided_loop(capsule, fixed_strides=(kind.itemsize,) * (function.nin + 1))
        info = _CallInfo.from_address(_pointer(capsule, CAPSULE))
        addresses.append((info.loop, info.context or 0, info.data or 0, function.nin))
        capsules.append(capsule)
    return InnerLoops(np.array(addresses, np.intp).reshape(-1, 4), capsules)


@intrinsic
def call(_: Any, loop: Any, context: Any, rows: Any, count: Any, strides: Any, data: Any) -> Any:
    """Call the inner loop at the address `loop`; the other arguments are addresses too."""
    signature = numba.types.int32(*[numba.types.intp] * 6)

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), [argument.type for argument in arguments[1:]])
        return builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), arguments[1:])

    return signature, generate
