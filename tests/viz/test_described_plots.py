"""Plots with words: the image, its size, its alternative text, and the figure that is closed afterwards."""

import math
import sys

import pytest
from matplotlib import pyplot

from autograd_core import relu, tanh
from viz import plots
from viz.plots import style
from viz.plots.described import DescribedPlot


def curve() -> DescribedPlot:
    return plots.described(plots.activation(tanh), "tanh <and> its derivative")


def test_image_has_alternative_text_that_is_no_markup() -> None:
    forms = curve()._repr_mimebundle_()
    assert forms["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
    assert 'alt="tanh &lt;and&gt; its derivative"' in forms["text/html"]
    assert forms["text/plain"] == "<plot: tanh <and> its derivative>"


def test_dark_page_may_turn_tones_round_but_where_white_and_black_say_something() -> None:
    _, (left, right) = pyplot.subplots(1, 2)
    plots.activation(tanh, left)
    plots.hinton([[1, -1]], right)
    kept = plots.described(left, "a curve, and two weights"), plots.described(plots.activity([[0.5]]), "a unit")
    assert [each.keeps_tones for each in (curve(), *kept)] == [False, True, True]
    is_turned = ['data-dark="turned"' in each._repr_mimebundle_()["text/html"] for each in (curve(), *kept)]
    assert is_turned == [True, False, False]


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


def test_hangul_has_a_font_beside_a_formula_and_where_it_was_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "_installed", lambda families: ["DejaVu Sans Mono"])  # for a font of Hangul
    _, ax = pyplot.subplots()
    ax.set(title=r"특징 공간 $\mathbf{x}$", xlabel="에포크")
    style.finish(ax)
    # beside a formula matplotlib takes the first font for all words
    assert ax.title.get_fontfamily() == ["DejaVu Sans Mono", "sans-serif"]
    assert ax.xaxis.label.get_fontfamily() == ["sans-serif", "DejaVu Sans Mono"]


def test_what_is_written_after_a_plot_was_drawn_gets_its_font_too(monkeypatch: pytest.MonkeyPatch) -> None:
    finished: list[object] = []
    monkeypatch.setattr(sys.modules["viz.plots.described"], "finish", finished.append)
    _, (left, right) = pyplot.subplots(1, 2)
    plots.described(left, "two plots")
    assert finished == [left, right]
