"""Plots with words: the image, its size, its alternative text, and the figure that is closed afterwards."""

import math

import pytest
from matplotlib import pyplot

from autograd_core import relu, tanh
from viz import plots
from viz.plots.described import DescribedPlot


def curve() -> DescribedPlot:
    return plots.described(plots.activation(tanh), "tanh <and> its derivative")


def test_image_has_alternative_text_that_is_no_markup() -> None:
    forms = curve()._repr_mimebundle_()
    assert forms["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
    assert 'alt="tanh &lt;and&gt; its derivative"' in forms["text/html"]
    assert forms["text/plain"] == "<plot: tanh <and> its derivative>"


def test_width_is_that_of_the_figure_on_a_page() -> None:
    _, ax = pyplot.subplots(figsize=(4, 3), layout="constrained")
    ax.set(xlabel="x", ylabel="y")
    # a figure is cut to what is drawn, which is a little less than its size
    assert math.isclose(plots.described(ax, "axes").width, 4 * 96, rel_tol=0.1)


def test_figure_is_closed_so_that_a_notebook_shows_it_once() -> None:
    before = pyplot.get_fignums()
    curve()
    assert pyplot.get_fignums() == before


def test_words_are_required() -> None:
    with pytest.raises(ValueError, match="words for those who do not see it"):
        plots.described(plots.activation(relu), " ")
    pyplot.close("all")
