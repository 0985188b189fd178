"""How rows of an array are written in NumPy: as a slice, a reshaped block, a single row, or, failing that, a gather.

Not here: which rows are wanted (groups.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.program.array_types import IntArray


class RowWriter:
    """Writes row expressions, and keeps the arrays of positions that gathers need.

    Attributes:
        tables: name in the source -> positions.
    """

    def __init__(self) -> None:
        self.tables: dict[str, IntArray] = {}
        self._names: dict[tuple[Any, ...], str] = {}

    def rows(self, name: str, index: IntArray, size: int) -> str:
        """`name`'s rows `index`, an array (k, n). `name` has `size` rows."""
        k, first = len(index), int(index[0])
        if k == 1:
            return name if size == 1 else f"{name}[{first}:{first + 1}]"
        stride = int(index[1]) - first
        if stride > 0 and (np.diff(index) == stride).all():
            last = int(index[-1])
            if stride == 1:
                return name if k == size else f"{name}[{first}:{last + 1}]"
            return f"{name}[{first}:{last + 1}:{stride}]"
        return f"{name}[{self.table(index)}]"

    def few_rows(self, name: str, index: IntArray, size: int) -> str:
        """`name`'s rows `index`, (k, n), or (1, n) if all are the same row: NumPy repeats it where one needs k."""
        return self.rows(name, index[:1] if (index == index[0]).all() else index, size)

    def matrix(self, name: str, index: IntArray, size: int) -> str:
        """The rows `index` (k, m) of `name`, an array (size, 1), as a matrix (k, m)."""
        return self.view(name, index, size) or f"{name}[{self.table(index)}, 0]"

    def view(self, name: str, index: IntArray, size: int) -> str:
        """That matrix if it is a view that can be written to, else "" (needs numbers one after the other)."""
        k, m = index.shape
        base = int(index[0, 0])
        down = int(index[1, 0]) - base if k > 1 else m
        right = int(index[0, 1]) - base if m > 1 else (k if down == 1 else 1)
        if not (index == base + down * np.arange(k)[:, None] + right * np.arange(m)).all():
            return ""
        if right == 1 and down >= m:
            return _block(name, base, k, m, down, size)
        if down == 1 and right >= k:
            block = _block(name, base, m, k, right, size)
            return block and f"{block}.T"
        return ""

    def block(self, name: str, index: IntArray, size: int, samples: str) -> str:
        """The rows `index` (k, m) of `name`, an array (size, samples), as an array (k, m, samples)."""
        k, m = index.shape
        base = int(index[0, 0])
        if (index.reshape(-1) == base + np.arange(k * m)).all():
            rows = name if k * m == size else f"{name}[{base}:{base + k * m}]"
            return f"{rows}.reshape({k}, {m}, {samples})"
        return f"{name}[{self.table(index)}]"

    def table(self, index: IntArray) -> str:
        """The name of an array of positions."""
        key = (index.shape, index.tobytes())
        if key not in self._names:
            self._names[key] = f"rows_{len(self._names) + 1}"
            self.tables[self._names[key]] = np.ascontiguousarray(index)
        return self._names[key]


def _block(name: str, base: int, rows: int, columns: int, stride: int, size: int) -> str:
    """`rows` stretches of `columns` numbers, `stride` apart, from `base` on, as a matrix; "" if it does not fit."""
    offset = max(0, base + rows * stride - size)  # the last stretch may end where the array does
    start = base - offset
    if start < 0 or offset + columns > stride:
        return ""
    part = name if (start, rows * stride) == (0, size) else f"{name}[{start}:{start + rows * stride}]"
    matrix = f"{part}.reshape({rows}, {stride})"
    return matrix if columns == stride else f"{matrix}[:, {offset}:{offset + columns}]"
