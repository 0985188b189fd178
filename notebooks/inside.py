"""What of a claim or a solution is done in the notebook's own kernel: its value and its verdicts, told as JSON.

Not here: which expressions there are (claims.py), and running a notebook (build.py).
"""

from __future__ import annotations

import ast
import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import autograd_core
from autograd_core import Value

# beside what the notebook has
AT_HAND = {"math": math, "sys": sys, "autograd_core": autograd_core}


def tell(expression: str, namespace: Mapping[str, Any]) -> None:
    """Print what `expression` is in a notebook: true, false, a number, or the numbers of a list."""
    result = eval(expression, AT_HAND | dict(namespace))
    print(json.dumps(_plain(result)))


def _plain(result: Any) -> Any:
    if isinstance(result, Value):
        return _plain(result.data)
    if hasattr(result, "tolist"):
        return _plain(result.tolist())
    if isinstance(result, list | tuple):
        return [number for item in result for number in _listed(_plain(item))]
    if isinstance(result, bool | int):
        return result
    return float(result)


def _listed(result: Any) -> list[Any]:
    return result if isinstance(result, list) else [result]


def judge(answer: str, namespace: Mapping[str, Any]) -> None:
    """Print what an exercise says to the code `answer`, which ends with the check: is all right, and the words.

    The notebook's own names stay as they are.
    """
    *before, last = ast.parse(answer).body
    if not isinstance(last, ast.Expr):
        raise TypeError(f"an answer ends with its check, got {ast.unparse(last)}")
    names = dict(namespace)
    exec(compile(ast.Module(before, []), "<answer>", "exec"), names)
    verdicts = eval(compile(ast.Expression(last.value), "<answer>", "eval"), names)
    judged = list(verdicts) if isinstance(verdicts, tuple | list) else [verdicts]
    is_right = bool(judged) and all(verdict.is_right for verdict in judged)
    print(json.dumps({"right": is_right, "said": str(verdicts)}))
