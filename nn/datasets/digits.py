"""Handwritten digits of 8 × 8 pixels, from scikit-learn, which brings them along: nothing is downloaded.

Not here: the network that reads them (nn.experiments.digits).
"""

from __future__ import annotations

import numpy as np

Images = tuple[list[list[float]], list[int]]

TRAINING = 1437  # of 1797; the rest is for testing


def digits_split() -> tuple[Images, Images]:
    """The training set and the test set, split as the reference splits them, by a permutation from seed 0.

    Returns:
        for each set, rows of 64 numbers in [0, 1] (pixels from 0 to 16, divided by 16), and labels 0 to 9: 1437 images
        and 360.

    Raises:
        ImportError: scikit-learn is not installed; it is in the extra `experiments`.
    """
    from sklearn.datasets import load_digits  # late: an extra

    images, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(images))
    train, test = order[:TRAINING], order[TRAINING:]
    pixels = images / 16
    return (pixels[train].tolist(), labels[train].tolist()), (pixels[test].tolist(), labels[test].tolist())
