"""A picture that follows a network while it learns: its decisions over the plane, its losses, its weights as lines.

Not here: training, which calls the picture (nn.fit's `show`); the plots (viz.plots), the network (viz.networks).
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_core import GraphError, Value, no_grad, topological_order
from autograd_core import sum as sum_of
from autograd_core.errors import described as told
from autograd_core.errors import require_function
from autograd_core.words import words
from viz.networks import draw_network
from viz.picture import AUTO
from viz.plots import arguments, decision_boundary, described, loss_curves
from viz.stepper_page.live import in_a_notebook

INTERVAL = 0.3  # seconds at least from one picture to the next
PATIENCE = 4  # times as long as a picture takes, training goes on before the next
COARSE, FINE = 30, 60  # points along each side of the plane, while it learns and when it has
MOST_CASES = 32  # whose gradient the river shows: a graph of them all is recorded for each picture


def training_picture(
    model: Callable[[Any], Any],
    inputs: Sequence[Any],
    targets: Sequence[Any],
    *,
    loss: Callable[[Any, Any], Value] | None = None,
    threshold: float = 0.0,
) -> TrainingPicture:
    """A picture that follows the training of a network, a few times a second, below the notebook's cell that trains it.

    It shows what the network answers over the plane, with the cases, where a case is a point; the losses; and the
    network as layers of circles. When training ends it stays as a still. Outside of a notebook nothing is shown but
    the progress bar of `fit`; drawing takes at most a fifth of the time::

        picture = viz.training_picture(net, points, labels)
        fit(net, points, labels, loss="sigmoid_cross_entropy", optimizer="adam", epochs=200, show=picture)

    Args:
        model: the network: a case to its output, or outputs, which are Values.
        inputs, targets: the cases, as `nn.fit` takes them.
        loss: of one case's (output, target), a Value: lines are then as wide as the gradient of the first 32 cases'
            mean loss, the gradient river; by default as the weights.
        threshold: where one output decides: 0 for weighted sums, 0.5 for probabilities.

    Raises:
        TypeError: `model` or `loss` is no function, or the cases are no sequences.
        ValueError: there are no cases, or not as many targets as inputs.
    """
    require_function("model", model)
    if isinstance(loss, str):
        raise TypeError(
            f"the loss of a picture is a function of one case's (output, target), got the name {loss!r}; give the "
            "function itself, such as nn.losses.sigmoid_cross_entropy, or leave it out"
        )
    if loss is not None:
        require_function("a picture's loss", loss)
    cases, desired = arguments.items("inputs", inputs), arguments.items("targets", targets)
    if len(cases) != len(desired):
        raise ValueError(
            f"a picture of training needs a target for each input, got {len(cases)} inputs and {len(desired)} targets; "
            "give those that fit gets"
        )
    return TrainingPicture(model, cases, desired, loss, arguments.number("threshold", threshold))


class TrainingPicture:
    """The picture that follows, made by `training_picture`; in a notebook a cell shows its latest state.

    Attributes:
        drawn: how many pictures there were.
    """

    def __init__(
        self,
        model: Callable[[Any], Any],
        inputs: Sequence[Any],
        targets: Sequence[Any],
        loss: Callable[[Any, Any], Value] | None,
        threshold: float,
    ) -> None:
        self.drawn = 0
        self._model, self._inputs, self._targets = model, inputs, targets
        self._loss, self._threshold = loss, threshold
        self._next = 0.0
        self._place: Any = None
        self._html = self._words = ""

    def __call__(self, history: Any, finished: bool = True) -> None:
        """Draw the state after the latest epoch, if it is time for a picture; always where training has `finished`.

        Args:
            history: what has the `losses` until now, such as nn's History.
        """
        start = time.monotonic()
        if not len(history.losses) or (not finished and (not in_a_notebook() or start < self._next)):
            return
        self._draw(history, FINE if finished else COARSE)
        self._show(finished)
        now = time.monotonic()
        self._next = now + max(INTERVAL, PATIENCE * (now - start))

    def __repr__(self) -> str:
        return self._words or words("training.nothing_yet")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self)} | ({"text/html": self._html} if self._html else {})

    def _show(self, finished: bool) -> None:
        """In a notebook, in one place below the cell that trains."""
        if not in_a_notebook():
            return
        from IPython.display import display

        if self._place is None:
            self._place = display(self, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._place.update(self)
        if finished:
            self._place = None  # another training has a picture of its own

    def _draw(self, history: Any, resolution: int) -> None:
        losses = [float(loss) for loss in history.losses]
        self.drawn += 1
        self._words = words("training.picture", count=len(losses), loss=f"{losses[-1]:.4g}")
        figures = [*self._plane(resolution), self._curves(history), *self._network()]
        style = "display:flex;flex-wrap:wrap;align-items:center;gap:1rem"
        self._html = (
            f'<div role="group" aria-label="{html.escape(self._words)}" style="{style}">{"".join(figures)}</div>'
        )

    def _plane(self, resolution: int) -> list[str]:
        """What the network answers over the plane, with the cases: where a case is a point."""
        if any(not isinstance(case, Sequence) or len(case) != 2 for case in self._inputs):
            return []
        with no_grad():
            ax = decision_boundary(
                self._model, self._inputs, classes(self._targets), eps=0.3, grid_resolution=resolution,
                threshold=self._threshold,
            )  # fmt: skip
        return [_markup(described(ax, words("training.plane")))]

    def _curves(self, history: Any) -> str:
        return _markup(described(loss_curves(history), self._words))

    def _network(self) -> list[str]:
        """The network as layers of circles, lines as wide as gradients where there is a loss, else as weights."""
        try:
            if self._loss is None:
                output = self._model(self._inputs[0])
                drawn = draw_network(_first(output), theme=AUTO)
            else:
                with differentiated(self._mean_loss(self._loss)) as mean:
                    drawn = draw_network(mean, weight="gradient", theme=AUTO)
                    return [_markup(drawn)]
        except GraphError:  # of a function that has no units there is no such picture
            return []
        return [_markup(drawn)]

    def _mean_loss(self, loss: Callable[[Any, Any], Value]) -> Value:
        cases = [*zip(self._inputs, self._targets, strict=True)][:MOST_CASES]
        mean = sum_of([loss(self._model(x), target) for x, target in cases]) / len(cases)
        mean.label = words("plot.loss")
        return mean


@contextmanager
def differentiated(output: Value) -> Iterator[Value]:
    """`output` after its backward pass; afterwards the leaves have the gradients that training left in them."""
    leaves = [node for node in topological_order(output) if node.is_leaf]
    before = [leaf.grad for leaf in leaves]
    for leaf in leaves:
        leaf.grad = 0
    try:
        output.backward()
        yield output
    finally:
        for leaf, gradient in zip(leaves, before, strict=True):
            leaf.grad = gradient


def classes(targets: Sequence[Any]) -> list[Any]:
    """The class of each case: its target, or the place of the largest of several."""
    return [
        max(range(len(target)), key=target.__getitem__) if isinstance(target, Sequence) else target
        for target in targets
    ]


def _first(output: Any) -> Value:
    """The Value that computes all outputs: the only one, or the sum of several."""
    values = list(output) if isinstance(output, Sequence) else [output]
    if not all(isinstance(value, Value) for value in values):
        raise TypeError(f"a picture of training needs a model that gives Values, got {told(output)}")
    first: Value = values[0] if len(values) == 1 else sum_of(values)
    return first


def _markup(shown: Any) -> str:
    """What a notebook shows of it, as HTML."""
    forms = shown._repr_mimebundle_()
    shown_as = forms.get("text/html") or forms["image/svg+xml"]
    return f'<div style="flex:1 1 20rem;max-width:34rem">{shown_as}</div>'
