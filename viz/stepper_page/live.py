"""The page as a widget whose numbers are those of Python: a drag in the page changes `x.data`, and what a cell does to
the graph, such as `y.backward()`, is seen in the page.

It needs anywidget (the extra "widget") and a notebook with a running kernel. Not here: the page (page.py), what the
browser does (widget.js).
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from autograd_core import Value, recompute

PAGE, INPUTS, NEWS = "page", "inputs", "news"


def is_possible() -> bool:
    """Whether there is anywidget, and somebody to talk to: the kernel of a notebook."""
    return find_spec("anywidget") is not None and (in_a_notebook() or "marimo" in sys.modules)


def in_a_notebook() -> bool:
    """Whether this runs in the kernel of a notebook."""
    return _shell() is not None


def _shell() -> Any:
    """IPython in the kernel of a notebook; None elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell if hasattr(shell, "kernel") else None


class Link:
    """The graph's side of a live page; the page's numbers come and go as pairs of a node's place and text."""

    def __init__(self, nodes: Sequence[Value]) -> None:
        self._inputs = {i: node for i, node in enumerate(nodes) if node.is_leaf and not node.is_constant}
        self._output = nodes[-1]
        self._order = nodes
        self._seen = self._state()

    def _state(self) -> tuple[list[str], list[Any]]:
        return [text_of(node.data) for node in self._inputs.values()], [node.grad for node in self._order]

    def take(self, told: Sequence[tuple[int, str]]) -> None:
        """Give the inputs the page's numbers, and compute the graph again.

        Where an operation refuses them, as log does -1, the inputs have them, and what is computed stays as it was.
        """
        numbers = [(self._inputs[i], float(text)) for i, text in told]
        changed = [(node, number) for node, number in numbers if not _are_same(number, float(node.data))]
        if not changed:
            return
        for node, number in changed:
            node.data = int(number) if isinstance(node.data, int) and number.is_integer() else number
        with suppress(ArithmeticError, ValueError):  # the page says which operation refuses what
            recompute(self._output)
        self._seen = self._state()

    def news(self) -> Mapping[str, Any] | None:
        """What the page does not know yet: other inputs, or that a backward pass has run; None if there is nothing."""
        seen, self._seen = self._seen, self._state()
        data, gradients = self._seen
        if seen == self._seen:
            return None
        has_run = gradients != seen[1] and any(gradients)
        found: dict[str, Any] = {INPUTS: [list(pair) for pair in zip(self._inputs, data, strict=True)]}
        return {**found, "isDone": True} if has_run else found


def _are_same(x: float, y: float) -> bool:
    return x == y or (x != x and y != y)


def text_of(x: Any) -> str:
    """A number as JavaScript reads it."""
    number = float(x)
    text = repr(number).removesuffix(".0")
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)


def widget_of(page: str, script: str, title: str, height: int, nodes: Sequence[Value]) -> Any:
    """A widget, as notebooks show it, that is linked with the graph of `nodes`."""
    import anywidget
    import traitlets

    class Stepper(anywidget.AnyWidget):  # type: ignore[misc]  # untyped
        _esm = script
        page = traitlets.Unicode().tag(sync=True)
        title = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int().tag(sync=True)
        inputs: Any = traitlets.List().tag(sync=True)
        news = traitlets.Dict().tag(sync=True)

    link = Link(nodes)
    made = Stepper(page=page, title=title, height=height)
    made.observe(lambda change: link.take(change["new"]), names=INPUTS)
    _follow(made, link)
    return made


def _follow(widget: Any, link: Link) -> None:
    """Tell the page what is new in Python whenever a cell has run, for as long as there is the widget."""
    known, shell = weakref.ref(widget), _shell()

    def look(*_: object) -> None:
        found, news = known(), link.news()
        if found is not None and news is not None:
            found.set_trait(NEWS, {**news, "turn": found.news.get("turn", 0) + 1})  # the same news twice are two

    widget.on_msg(look)
    if shell is not None:
        shell.events.register("post_run_cell", look)
        weakref.finalize(widget, shell.events.unregister, "post_run_cell", look)
