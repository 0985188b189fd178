"""A plot with words for those who do not see it, as a notebook shows it.

Here: the image and its alternative text. Not here: what is plotted.
"""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_core.words import words
from viz.plots.style import TONES, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHARPNESS = 2  # dots of the image per pixel of the page, for screens that have so many
DOTS_PER_INCH = 96


@dataclass(frozen=True, slots=True)
class DescribedPlot:
    """A finished figure as an image with alternative text, made by `described`.

    Attributes:
        png: the image.
        width: in pixels of a page.
        alternative: what the image shows, in words.
        keeps_tones: whether white and black say something in it, so that a dark page must show them as they are.
    """

    png: bytes
    width: int
    alternative: str
    keeps_tones: bool = False

    def __repr__(self) -> str:
        return words("plot.repr", alternative=self.alternative)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        data = base64.b64encode(self.png).decode("ascii")
        alt, dark = html.escape(self.alternative), "" if self.keeps_tones else ' data-dark="turned"'
        image = f'<img src="data:image/png;base64,{data}" width="{self.width}" alt="{alt}"{dark}>'
        return {"text/html": image, "text/plain": repr(self)}


def described(ax: Axes, alternative: str) -> DescribedPlot:
    """The figure of `ax` as an image that says in words what it shows; the figure is closed.

    As the last line of a notebook's cell it shows the plot once, with its words for screen readers, which matplotlib's
    own image lacks. A dark page may turn light and dark of `img[data-dark="turned"]` round; the image of a diagram
    in which white and black say something, `hinton` or `activity`, is none of these.

    Args:
        ax: axes that are drawn, of a figure with one or several of them.
        alternative: one or two sentences: what is to be seen.

    Raises:
        ValueError: there are no words.
        ImportError: matplotlib is not installed.
    """
    from matplotlib import pyplot

    if not alternative.strip():
        raise ValueError("a plot needs words for those who do not see it, got none; say what is to be seen")
    figure = ax.get_figure(root=True)
    assert figure is not None
    for drawn in figure.axes:
        finish(drawn)  # also what was written on them after they were drawn
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH * SHARPNESS, bbox_inches="tight")
    pyplot.close(figure)
    png = file.getvalue()
    # a PNG file tells its width in dots after eight bytes of signature and eight of the first chunk's head
    width = int.from_bytes(png[16:20], "big") // SHARPNESS
    return DescribedPlot(png, width, alternative, any(drawn.get_gid() == TONES for drawn in figure.axes))
