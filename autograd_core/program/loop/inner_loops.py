"""NumPy's own inner loops, for compiled code to call: the elementary functions are the same in both executors.

Not here: which are called (loop.py), and the code that calls them (machine_code.py). Source:
numpy.ufunc._get_strided_loop, made for compilers such as numba.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

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


def intrinsic_call() -> Any:
    """For numba: `call(loop, context, data, read, x, y, z, out, count, stride)`, which calls an inner loop.

    All are addresses but `read`, how many rows the function reads of x, y and z, `count`, how many numbers a row has,
    and `stride`, how many bytes are from one to the next.
    """
    import numba  # late: it takes a second, and only who compiles needs it
    from llvmlite import ir
    from numba.core import cgutils
    from numba.extending import intrinsic

    whole = ir.IntType(8 * ctypes.sizeof(ctypes.c_ssize_t))

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        loop, context, data, read, x, y, z, out, count, stride = arguments
        room: Any = cgutils.alloca_once
        rows, counts, strides = [room(builder, ir.ArrayType(whole, size)) for size in (4, 1, 4)]

        def put(array: Any, place: Any, number: Any) -> None:
            builder.store(number, builder.gep(array, [whole(0), place]))

        for i, row in enumerate((x, y, z)):
            put(rows, whole(i), row)
        put(rows, read, out)
        put(counts, whole(0), count)
        for i in range(4):
            put(strides, whole(i), stride)
        addresses = [builder.ptrtoint(array, whole) for array in (rows, counts, strides)]
        kind = ir.FunctionType(ir.IntType(32), [whole] * 5)
        return builder.call(builder.inttoptr(loop, kind.as_pointer()), [context, *addresses, data])

    def call(
        _: Any, loop: Any, context: Any, data: Any, read: Any, x: Any, y: Any, z: Any, out: Any, count: Any, stride: Any
    ) -> Any:
        return numba.types.int32(*[numba.types.intp] * 10), generate

    return intrinsic(call)
