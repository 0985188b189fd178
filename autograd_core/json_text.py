"""JSON text read strictly: what it says is one plain tree, or a ValueError in a sentence.

Not here: what the tree means (saving.py for graphs, nn/state.py for networks).
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from autograd_core.errors import described


def parsed(text: str | bytes) -> Any:
    """What JSON text says; bytes are UTF-8.

    Raises:
        ValueError: it is no JSON, or JSON that readers understand in several ways: a key that stands twice in an
            object, NaN or Infinity, a number of thousands of digits, nesting without end.
        TypeError: it is no text.
    """
    if not isinstance(text, str | bytes):
        raise TypeError(f"JSON is text, got {described(text)}")
    try:
        return json.loads(
            text if isinstance(text, str) else text.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 text ({error.reason} at byte {error.start})") from error
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {described(twice)} stands twice in one object")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
