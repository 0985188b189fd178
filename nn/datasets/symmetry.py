"""The 64 patterns of six bits and which of them are mirror symmetric: the first task of the 1986 paper.

Not here: the network that learns it (nn.experiments.symmetry).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product


def is_palindrome(pattern: Sequence[int]) -> bool:
    """Whether `pattern` reads the same from both ends."""
    return list(pattern) == list(reversed(pattern))


def symmetry_patterns(bits: int = 6) -> tuple[list[list[int]], list[int]]:
    """Every pattern of `bits` zeros and ones in counting order, and for each 1 if it is mirror symmetric, else 0.

    Raises:
        ValueError: `bits` is less than 1.
    """
    if bits < 1:
        raise ValueError(f"a pattern has at least 1 bit, got {bits}")
    patterns = [list(pattern) for pattern in product((0, 1), repeat=bits)]
    return patterns, [int(is_palindrome(pattern)) for pattern in patterns]
