"""The look that all plots share: colours, line styles, markers, axes; told apart without colour too.

Not here: what a plot shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.errors import described

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The palette of Okabe and Ito (2008), told apart by colour-blind people; without yellow, which is lost on white.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"
)  # fmt: skip
CLASS_COLORS = (ORANGE, BLUE, GREEN, PURPLE, SKY, VERMILLION, BLACK)
COLORS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)
DASHES: tuple[Any, ...] = (
    "-", (0, (6, 2)), (0, (1, 1.3)), (0, (6, 2, 1, 2)), (0, (3, 1.5)), (0, (9, 2, 1, 2, 1, 2)), (0, (12, 3))
)  # fmt: skip
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
INK, MUTED, FAINT = "#1f2328", "#6b7280", "#d5d9de"
# where a legend hides no data, in plots that fill their axes
BESIDE = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "handlelength": 1.2}
# Light tints for areas, in the hues of CLASS_COLORS; each darker than the one before: they differ in grey too.
TINTS = ("#FDF0DC", "#D6E6F2", "#C0DDD0", "#E0BCD0", "#9CC3DF", "#D3A98C", "#A3A3A3")

WIDTH, HEIGHT = 5.6, 4.0  # inches: small beside the text, so that the text stays large on a slide
HANGUL_FONTS = (
    "Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic",
    "Noto Sans CJK JP", "Noto Serif CJK KR", "Noto Serif CJK JP",  # the Japanese ones have Hangul as well
)  # fmt: skip
TONES = "keeps-tones"  # the gid of axes of which no page may turn light and dark round
FIRST_WIDE_CHARACTER = "\u1100"


def line_style(i: int) -> dict[str, Any]:
    """Colour and dashes of line i: neither comes twice within one round of the palette."""
    return {"color": COLORS[i % len(COLORS)], "linestyle": DASHES[i % len(DASHES)], "linewidth": 2}


def marker_style(i: int) -> dict[str, Any]:
    """Marker of class i: its own shape, and the hue of the tint of its region."""
    color = CLASS_COLORS[i % len(CLASS_COLORS)]
    return {"marker": MARKERS[i % len(MARKERS)], "color": color, "edgecolors": BLACK, "linewidths": 1.3}


def axes_or_new(ax: Axes | None, width: float = WIDTH, height: float = HEIGHT) -> Axes:
    """`ax`, or the axes of a new figure of `width` x `height` inches.

    Raises:
        TypeError: `ax` is no Axes of matplotlib.
        ImportError: matplotlib is not installed.
    """
    return axes_in_a_row(None if ax is None else [ax], 1, width, height)[0]


def axes_in_a_row(axes: Any, count: int, width: float, height: float) -> list[Axes]:
    """`count` axes: those given, or new ones side by side in a figure of `width` x `height` inches."""
    try:
        from matplotlib import pyplot
        from matplotlib.axes import Axes
    except ImportError as error:
        raise ImportError("plots need matplotlib; pip install 'autograd-core[plots]'") from error
    if axes is None:
        _, grid = pyplot.subplots(1, count, figsize=(width, height), layout="constrained", squeeze=False)
        return list(grid[0])
    listed = list(axes) if hasattr(axes, "__iter__") else [axes]
    if len(listed) != count:
        raise ValueError(f"ax must be {count} axes, got {len(listed)}")
    for ax in listed:
        if not isinstance(ax, Axes):
            raise TypeError(f"ax must be an Axes of matplotlib, got {described(ax)}; plt.subplots() makes one")
    return listed


def label(ax: Axes, *, across: str, up: str, title: str = "") -> None:
    """Name the axes, and draw them quietly: no box, thin ticks."""
    ax.set_xlabel(across, fontsize="large")
    ax.set_ylabel(up, fontsize="large")
    if title:
        ax.set_title(title, fontsize="large")
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)


def legend(ax: Axes, **options: Any) -> None:
    """A legend without a box; handles long enough for a dash pattern to show."""
    ax.legend(**{"frameon": False, "handlelength": 3.2, **options})


def finish(ax: Axes) -> Axes:
    """`ax`, its texts set in a font that has their characters, as far as this machine has one."""
    from matplotlib.text import Text

    texts = [text for text in ax.findobj(Text) if any(c >= FIRST_WIDE_CHARACTER for c in text.get_text())]
    if texts:
        hangul = _installed(HANGUL_FONTS)
        for text in texts:  # beside a formula matplotlib takes the first font for all words
            text.set_fontfamily([*hangul, "sans-serif"] if "$" in text.get_text() else ["sans-serif", *hangul])
    return ax


def _installed(families: Sequence[str]) -> list[str]:
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return [family for family in families if family in there]
