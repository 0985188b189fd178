"""The page's arithmetic and its sentences, run by node. Not here: what it must agree with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from autograd_core.words.filling import Sentence
from tests.browser.conversation import Conversation

SCRIPTS = [str(files("viz.stepper_page").joinpath(name)) for name in ("kernels.js", "number_text.js", "words.js")]
PROGRAM = Path(__file__).with_name("kernels.cjs")


class Kernels:
    """One node process that answers questions about numbers; `scripts` are run after those of the page."""

    def __init__(self, *scripts: Path) -> None:
        self._node = Conversation([str(PROGRAM), *SCRIPTS, *map(str, scripts)])

    def _ask(self, question: str, **given: Any) -> Any:
        return self._node.answer({"question": question, **given})

    def names(self) -> list[str]:
        """The operations that have a kernel."""
        return list(self._ask("names"))

    def kernel(self, name: str, inputs: Sequence[float]) -> float:
        """One operation on numbers."""
        return float(self._ask("kernel", name=name, inputs=[_written(x) for x in inputs]))

    def evaluated(self, program: Sequence[Mapping[str, Any]], inputs: Mapping[int, float]) -> list[float]:
        """Every number of a program, with some of its given numbers replaced."""
        replaced = [[i, _written(x)] for i, x in inputs.items()]
        return [float(x) for x in self._ask("evaluated", program=program, inputs=replaced)]

    def texts(self, numbers: Sequence[float]) -> list[str]:
        """Numbers as the page writes them."""
        return list(self._ask("texts", numbers=[_written(x) for x in numbers]))

    def filled(self, sentence: Sentence, fields: Mapping[str, str | int]) -> str:
        """A sentence as the page fills it in."""
        return str(self._ask("filled", sentence=sentence, fields=fields))

    def close(self) -> None:
        self._node.close()


def _written(x: float) -> float | str:
    return float(x) if math.isfinite(x) else str(float(x)).replace("inf", "Infinity").replace("nan", "NaN")
