"""A gather whose places are found while a program runs: entries of tables by the index that each sample has.

Not here: rows that stand fast when a program is written (rows.py).
"""

from __future__ import annotations

import numpy as np

from autograd_core.program.array_types import Array, IntArray


def gathered(array: Array, rows: IntArray, index: Array) -> Array:
    """For k tables and n samples the entry that each sample asks for, (k, n); NaN where no entry has the index.

    Args:
        array: where the entries lie, a row each; one column where they are the same for all samples.
        rows: (k, m), which row of `array` holds which entry.
        index: (k, n) or (1, n).
    """
    is_place = (index >= 0) & (index < rows.shape[1]) & (index == np.floor(index))
    places = np.where(is_place, index, 0).astype(np.intp)
    at = rows[np.arange(len(rows))[:, None], places]
    found: Array = array[at, 0 if array.shape[1] == 1 else np.arange(array.shape[1])]
    if not is_place.all():
        found[np.broadcast_to(~is_place, found.shape)] = np.nan
    return found
