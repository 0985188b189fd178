"""How a long graph is freed where Python's own way is too deep: in a browser.

CPython frees a chain of a million nodes, for it puts off what would go too deep. In WebAssembly it does not see how
much of the browser's stack is left, and a chain of some thousand nodes ends it. So there a node hands its parents over
to a list before it goes, and the list is emptied one by one. Not here: what a node is (value.py).
"""

from __future__ import annotations

import sys
from typing import Any

IS_NEEDED = sys.platform == "emscripten"

_handed_over: list[tuple[Any, Any]] = []
_at_work: list[bool] = []  # not empty while the list is being emptied


def hand_parents_over(node: Any) -> None:
    """What `Value.__del__` is where this is needed: a node that goes lets its parents go after it, not below it."""
    _handed_over.append((node._first, node._second))
    node._first = node._second = None
    if _at_work:
        return
    _at_work.append(True)
    try:
        while _handed_over:
            _handed_over.pop()  # the last reference to a parent may go here, and its own parents join the list
    finally:
        _at_work.clear()
