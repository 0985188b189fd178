"""Relu, Sigmoid, Affine and SoftmaxWithLoss: layers on a batch of rows, with their gradients derived by hand.

A layer keeps what its backward needs from the latest forward call. Not here: networks of them (two_layer_net.py).
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from autograd_core.elementary import sigmoid

Array = npt.NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)


def _stored(array: npt.NDArray[Kind] | None, layer: object) -> npt.NDArray[Kind]:
    """What forward left behind."""
    if array is None:
        raise RuntimeError(f"{type(layer).__name__}.backward needs a forward call before it, and there was none")
    return array


class Relu:
    """max(0, x) for each element; the gradient passes where x > 0 and stops where x <= 0.

    Attributes:
        mask: true where x <= 0 in the latest forward call.
    """

    def __init__(self) -> None:
        self.mask: npt.NDArray[np.bool_] | None = None

    def forward(self, x: npt.ArrayLike) -> Array:
        """An array of the shape of `x`."""
        x = np.asarray(x, float)
        self.mask = x <= 0
        return np.where(self.mask, 0.0, x)

    def backward(self, dout: npt.ArrayLike) -> Array:
        """d loss / d x for `dout` = d loss / d out, both of the shape of x."""
        return np.where(_stored(self.mask, self), 0.0, np.asarray(dout, float))


class Sigmoid:
    """1 / (1 + exp(-x)) for each element, backward y (1 - y).

    Attributes:
        out: the result of the latest forward call.
    """

    def __init__(self) -> None:
        self.out: Array | None = None

    def forward(self, x: npt.ArrayLike) -> Array:
        """An array of the shape of `x`, in [0, 1]: (0, 1) up to rounding."""
        self.out = np.asarray(sigmoid(np.asarray(x, float)))
        return self.out

    def backward(self, dout: npt.ArrayLike) -> Array:
        """d loss / d x for `dout` = d loss / d out, both of the shape of x."""
        y = _stored(self.out, self)
        return np.asarray(dout, float) * y * (1 - y)


class Affine:
    """Y = X W + b, for a single row or for a batch of rows.

    Args:
        W: weights, shape (inputs, outputs).
        b: biases, shape (outputs,).

    Attributes:
        W, b: as given; not copied, so that training may change them from outside.
        x: the input of the latest forward call.
        dW, db: d loss / d W and d loss / d b of the latest backward call.

    Raises:
        ValueError: the shapes of W and b do not fit together.
    """

    def __init__(self, W: Array, b: Array) -> None:  # noqa: N803 - the course's name
        if W.ndim != 2 or b.shape != W.shape[1:]:
            raise ValueError(f"Affine needs W (inputs, outputs) and b (outputs,), got {W.shape} and {b.shape}")
        self.W = W
        self.b = b
        self.x: Array | None = None
        self.dW: Array | None = None
        self.db: Array | None = None

    def forward(self, x: npt.ArrayLike) -> Array:
        """Shape (outputs,) for an `x` of shape (inputs,), (N, outputs) for one of shape (N, inputs).

        Raises:
            ValueError: `x` has another number of columns than W has rows.
        """
        x = np.asarray(x, float)
        if x.ndim not in (1, 2) or x.shape[-1] != self.W.shape[0]:
            raise ValueError(f"Affine needs {self.W.shape[0]} inputs in a row, got an array of shape {x.shape}")
        self.x = x
        return np.asarray(x @ self.W + self.b)

    def backward(self, dout: npt.ArrayLike) -> Array:
        """d loss / d x, of the shape of x, for `dout` = d loss / d Y; fills dW and db, summed over the rows."""
        rows = np.atleast_2d(_stored(self.x, self))
        dout = np.asarray(dout, float)
        dout_rows = np.atleast_2d(dout)
        self.dW = rows.T @ dout_rows
        self.db = dout_rows.sum(axis=0)
        return np.asarray(dout @ self.W.T)


def softmax(a: npt.ArrayLike) -> Array:
    """exp(a) / sum exp(a) along the last axis: positive, each row adding up to 1; stable for scores of any size."""
    a = np.asarray(a, float)
    exponentials = np.exp(a - a.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def _log_softmax(a: Array) -> Array:
    # not log(softmax(a)): that is -inf where the softmax has rounded to 0
    shifted = a - a.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def cross_entropy(y: npt.ArrayLike, t: npt.ArrayLike) -> float:
    """-sum t log y, the mean over the rows, with 0 log 0 = 0; `y` and `t` are distributions of the same shape."""
    y, t = np.atleast_2d(np.asarray(y, float)), np.atleast_2d(np.asarray(t, float))
    if y.shape != t.shape:
        raise ValueError(f"cross_entropy needs y and t of one shape, got {y.shape} and {t.shape}")
    present = t != 0
    return float(-(t[present] * np.log(y[present])).sum() / len(y))


def one_hot(labels: npt.ArrayLike, classes: int) -> Array:
    """Row i has a 1 in column labels[i] and 0 elsewhere; shape (N, classes).

    Raises:
        ValueError: a label is not a whole number from 0 to classes - 1.
    """
    given: Any = np.asarray(labels)
    if not np.issubdtype(given.dtype, np.integer) or given.ndim != 1:
        raise ValueError(f"labels must be a list of whole numbers, got {given.dtype} of shape {given.shape}")
    if given.size and not (given.min() >= 0 and given.max() < classes):
        raise ValueError(f"labels must lie in 0..{classes - 1}, got {given.min()}..{given.max()}")
    return np.asarray(np.eye(classes)[given])


class SoftmaxWithLoss:
    """Softmax and cross entropy in one layer; their gradient together is (y - t) / N.

    Attributes:
        y, t: the softmax, and the targets as distributions, of the latest forward call; shape (N, classes).
        loss: the mean cross entropy over the N rows.
    """

    def __init__(self) -> None:
        self.y: Array | None = None
        self.t: Array | None = None
        self.loss: float | None = None

    def forward(self, x: npt.ArrayLike, t: npt.ArrayLike) -> float:
        """The loss.

        Args:
            x: scores, shape (N, classes).
            t: N labels (whole numbers), or distributions of shape (N, classes) such as one-hot rows.

        Raises:
            ValueError: the shapes do not fit, or a label is out of range.
        """
        scores: Any = np.atleast_2d(np.asarray(x, float))
        targets = np.asarray(t)
        if targets.ndim == 1 and np.asarray(x).ndim == 2:
            targets = one_hot(targets, scores.shape[1])
        self.t = np.atleast_2d(targets).astype(float)
        if self.t.shape != scores.shape:
            raise ValueError(f"SoftmaxWithLoss needs a target for each row, got {targets.shape} for {scores.shape}")
        self.y = softmax(scores)
        # 0 log 0 = 0, also where the logarithm is beyond all floats
        terms = np.where(self.t != 0, self.t * _log_softmax(scores), 0.0)
        self.loss = float(-terms.sum() / len(scores))
        return self.loss

    def backward(self, dout: float = 1.0) -> Array:
        """d loss / d x, shape (N, classes), times `dout`, which the printed layer leaves out."""
        y, t = _stored(self.y, self), _stored(self.t, self)
        return dout * (y - t) / len(y)
