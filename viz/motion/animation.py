"""What people call: animate, and the Animation that it returns.

Not here: what is seen when (stage.py), the files' formats (moving_svg.py, film.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd_core import GraphError, Value
from autograd_core.errors import described, one_of, require_real, shown
from autograd_core.files import write_whole
from autograd_core.words import language, speaking, words
from viz import descriptions
from viz.diagram import (
    Diagram,
    GraphTooLargeError,
    check_size,
    diagram_of_graph,
    names_of,
    noting_changes,
    without_local_gradients,
)
from viz.graph import Graph
from viz.motion.film import animated_png, gif
from viz.motion.moving_svg import moving_svg
from viz.motion.sentences import Sentences, text_of
from viz.motion.show import SEED_IF_NONE, Show
from viz.motion.stage import Stage
from viz.names import labels_from
from viz.picture import AUTO, Picture, image
from viz.rounding import rounded
from viz.text import printable, typeset
from viz.themes import THEMES, Theme

MOST_STEPS = 120  # two minutes, which nobody watches to the end
PACE = 1.0  # seconds a step
FASTEST, SLOWEST = 0.1, 60.0


def animate(
    value: Value, *, pace: float = PACE, names: Mapping[str, Any] | None = None, theme: str = AUTO
) -> Animation:
    """Both passes of `value` as a loop: values run right, then the gradient runs left, a contribution at a time.

    The steps are those of `stepper`, in its order; below the picture stands what each computes. The backward pass
    starts from `value.grad`, or from 1 where backward() did not run.

    Args:
        value: the output of the graph.
        pace: seconds a step, from 0.1 to 60.
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        theme: "light", "dark", "print" (black and white), or "auto": light, and as SVG dark where the system is.

    Raises:
        TypeError: `value` is not a Value, `pace` not a real number, or `names` not a mapping.
        ValueError: an unknown `theme`, or a `pace` out of bounds.
        GraphTooLargeError: more than MOST_STEPS steps.
        GraphError: `value` is a constant.
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    if not isinstance(value, Value):
        raise TypeError(f"animate needs a Value, got {described(value)}")
    one_of("theme", theme, [AUTO, *THEMES])
    require_real("a pace", pace)
    if not FASTEST <= pace <= SLOWEST:
        raise ValueError(f"a pace is from {FASTEST} to {SLOWEST:g} seconds a step, got {shown(pace)}")
    if value.is_constant:
        raise GraphError(
            f"an animation plays a recorded graph, got the constant {shown(value.data)}: it was computed from plain "
            "numbers alone or inside no_grad(); make a Value of what you want a gradient of"
        )
    labels = labels_from(names)
    _require_fit(value)
    graph = Graph(value)
    show = Show(graph)
    if len(show.steps) > MOST_STEPS:
        raise _too_large(f"{len(show.steps):,}")
    diagram = without_local_gradients(diagram_of_graph(graph, labels, SEED_IF_NONE))
    return Animation(show, noting_changes(diagram, graph), float(pace), theme)


def _require_fit(value: Value) -> None:
    """Before the graph is walked, which may have millions of nodes."""
    try:
        check_size(value, 2 * MOST_STEPS)
    except GraphTooLargeError as error:
        raise _too_large("more") from error


def _too_large(steps: str) -> GraphTooLargeError:
    return GraphTooLargeError(
        f"an animation has at most {MOST_STEPS} steps, one for each operation and each contribution to a gradient, and "
        f"this one would have {steps}; animate a node closer to the inputs or the same expression for fewer data "
        "points, or use viz.stepper, which waits for its reader"
    )


class Animation:
    """Both passes as a loop. A notebook shows it, `print` writes its steps, and `save` writes it to a file."""

    def __init__(self, show: Show, diagram: Diagram, pace: float, theme: str) -> None:
        self._show = show
        self._diagram = diagram
        self._pace = pace
        self._theme = theme
        self._sentences = Sentences(show, _spoken_names(diagram))
        self._language = language.get()

    @property
    def title(self) -> str:
        """What is shown, in a line."""
        with speaking(self._language):
            output = self._diagram.output
            named = " = ".join(filter(None, (output.name or words("name.output"), output.value)))
            return words("motion.title", output=named)

    @property
    def steps(self) -> list[str]:
        """What is said at each step, a line each."""
        with speaking(self._language):
            return [text_of(self._sentences.whole(step)) for step in self._show.steps]

    @cached_property
    def svg(self) -> str:
        """The animation as an SVG element that moves without a script; where less motion is asked for, its end.

        Raises:
            RenderError: there is no Graphviz, or it failed; the message says what to do.
        """
        return moving_svg(
            self._stage, self._still_theme, self._pace, self.title, self._description, is_dark_too=self._theme == AUTO
        )

    @property
    def gif(self) -> bytes:
        """The animation as a GIF, which loops; for a theme that follows the system, in light colours.

        Raises:
            ImportError: Pillow, the extra `animation`, is not installed.
            RenderError: there is no Graphviz, or it failed.
        """
        return gif(self._stage, self._still_theme, self._pace)

    @property
    def png(self) -> bytes:
        """The animation as an animated PNG, which loops, else as `gif`; what cannot play it shows its end.

        Raises:
            ImportError: Pillow, the extra `animation`, is not installed.
            RenderError: there is no Graphviz, or it failed.
        """
        return animated_png(self._stage, self._still_theme, self._pace)

    @cached_property
    def _stage(self) -> Stage:
        with speaking(self._language):
            diagram = _with_step_names(self._diagram)
            return Stage(self._show, diagram, Sentences(self._show, _spoken_names(rounded(diagram))))

    @property
    def _description(self) -> str:
        with speaking(self._language):
            return descriptions.description(self._diagram)

    @property
    def _still_theme(self) -> Theme:
        return THEMES["light" if self._theme == AUTO else self._theme]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the animation to `path`, in the format that its suffix names: .svg, .gif or .png (animated).

        Either the whole file is written or nothing.

        Returns:
            The path.

        Raises:
            ValueError: another suffix.
            ImportError: a .gif or .png without Pillow, the extra `animation`.
            RenderError: there is no Graphviz, or it failed.
            OSError: the file cannot be written.
        """
        path = Path(path)
        form = FORMS.get(path.suffix.lower())
        if form is None:
            raise ValueError(
                f"an animation is saved as one of {', '.join(FORMS)}, got {shown(path.name)}; change the suffix, or "
                "save viz.draw(value) for a still picture"
            )
        write_whole(path, form(self))
        return path

    def __str__(self) -> str:
        """The steps, a line each, in the characters that standard output has."""
        width = len(str(self._show.last_step))
        return printable("\n".join(f"{k:{width}}  {line}" for k, line in enumerate(self.steps)))

    def __repr__(self) -> str:
        with speaking(self._language):
            return printable(words("motion.repr", title=self.title))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The forms in which a notebook may show the animation; on paper its end."""
        with speaking(self._language):
            still = Picture(self._diagram, self._theme)._repr_mimebundle_()
        shown = image(self.svg, f"{self.title}. {self._description}")
        return {**still, "text/html": shown, "text/plain": str(self)}


def _spoken_names(diagram: Diagram) -> list[str]:
    """What the nodes are called in sentences; a plain number as it is printed."""
    names = names_of(diagram, is_live=True)
    return [
        typeset(name) if node.is_constant and not node.name else name
        for node, name in zip(diagram.nodes, names, strict=True)
    ]


def _with_step_names(diagram: Diagram) -> Diagram:
    """The diagram whose inner steps all show a name, because the sentences call them by it."""
    names = names_of(diagram)
    *inner, last = diagram.nodes
    named = [
        node if node.operation is None else replace(node, name=name) for node, name in zip(inner, names, strict=False)
    ]
    return replace(diagram, nodes=(*named, last))


# File formats: suffix -> what is written.
FORMS: dict[str, Callable[[Animation], bytes]] = {
    ".svg": lambda animation: animation.svg.encode("utf-8"),
    ".gif": lambda animation: animation.gif,
    ".png": lambda animation: animation.png,
}
