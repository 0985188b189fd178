"""Steps of arithmetic as text: a function of a file, in Python or in JavaScript.

Not here: how each language writes a step (python.py, javascript.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd_core.program.loop.kernels import Kernel

LONGEST = 60  # characters of a result that is written where it is read, and not given a name
# What a step of these gives is true or false.
VERDICTS = frozenset(
    {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "bitwise_or", "bitwise_and"}
)

# The name of a step, what it reads, and which of that is true or false -> its text.
Writer = Callable[[str, Sequence[str], Sequence[bool]], str]


def is_verdict(steps: Kernel) -> bool:
    """Whether the last step gives what is true or false."""
    return steps.primitives[-1].function in VERDICTS


def spelled(steps: Kernel, inputs: Sequence[str], write: Writer) -> tuple[list[tuple[str, str]], str]:
    """The steps of a function: results with a name and their text, in order, and the text of the last.

    Args:
        steps: what it does.
        inputs: the names of its inputs.
        write: how a step is written; a text that stands in another has parentheses where it needs them.
    """
    texts: dict[int, str] = dict(enumerate(inputs))
    texts |= {-1 - i: _number(number) for i, number in enumerate(steps.constants)}
    uses = [row for step in steps.primitives for row in step.reads]
    verdicts: set[int] = set()
    named: list[tuple[str, str]] = []
    for i, step in enumerate(steps.primitives, start=steps.first):
        text = write(step.function, [texts[row] for row in step.reads], [row in verdicts for row in step.reads])
        if step.function in VERDICTS:
            verdicts.add(i)
        if i != steps.last and (uses.count(i) > 1 or len(text) > LONGEST):
            named.append((f"t{len(named) + 1}", text))
            text = named[-1][0]
        texts[i] = text
    return named, texts[steps.last]


def _number(number: float) -> str:
    text = repr(number)
    if text in ("inf", "-inf", "nan"):
        return {"inf": "INFINITY", "-inf": "(-INFINITY)", "nan": "NOT_A_NUMBER"}[text]
    return f"({text})" if text[0] == "-" else text
