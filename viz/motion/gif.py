"""A stage as a GIF: its moments drawn by Graphviz, many in one run, cut apart and put together by Pillow.

Pillow is an extra, imported on use. Not here: what is seen when (stage.py), how moments are drawn (painting.py).
"""

from __future__ import annotations

import importlib.util
import io
import math
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from viz.formats.render import render
from viz.motion.painting import dot_of_moments
from viz.motion.stage import Stage
from viz.themes import Theme

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS_PER_INCH = 72
UNBOUNDED = 10_000  # inches
# A stage is whole eights of points wide and high, and so many eighths of its size it is drawn: each frame is a whole
# number of dots, so that what is equal in two of them has equal dots.
MOST_EIGHTHS = 11  # twice a picture's size on a screen
WIDEST = 1500  # dots; a wider stage is drawn smaller
LARGEST_RUN = 20_000_000  # dots in one run of Graphviz
TALLEST_RUN = 30_000  # dots, of which it draws 32,767
PARTS_OF_A_RUN = (0.2, 0.4, 0.6, 0.8)  # where a wave is seen on its way
MANY_STEPS = 40  # in a longer show it is seen at its end alone
SHORTEST = 0.08  # seconds between two frames; viewers show shorter ones for longer
RUNS_AT_A_TIME = 2
COLORS = 128
APART = 12  # of 255, two colours, at least
SAMPLES = 8  # frames whose colours are counted


def gif(stage: Stage, theme: Theme, pace: float) -> bytes:
    """The file, which loops.

    Raises:
        ImportError: Pillow is not installed.
        RenderError: there is no Graphviz, or it failed.
    """
    _require_pillow()
    moments = moments_of(stage, pace)
    film = _Film(stage, theme)
    first, *others = film.frames(moments)
    ends = [*moments[1:], stage.end]
    file = io.BytesIO()
    first.save(
        file,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=[round(100 * pace * (end - start)) * 10 for start, end in zip(moments, ends, strict=True)],
        loop=0,
    )
    return file.getvalue()


def moments_of(stage: Stage, pace: float) -> list[float]:
    """The moments at which something else is seen."""
    spans = (
        {part.span for part in stage.parts} | {wave.span for wave in stage.waves} | {span for span, _, _ in stage.said}
    )
    changes = {span.start for span in spans} | {span.end for span in spans} - {stage.end}
    for wave in stage.waves if len(stage.show.steps) <= MANY_STEPS else ():
        run = wave.arrived - wave.span.start
        if pace * run * PARTS_OF_A_RUN[0] >= SHORTEST:
            changes |= {wave.span.start + part * run for part in PARTS_OF_A_RUN}
    changes |= {wave.arrived for wave in stage.waves}
    return sorted(changes)


def _require_pillow() -> None:
    if importlib.util.find_spec("PIL") is None:
        raise ImportError(
            "a GIF is put together by Pillow, which is not installed; it is in the extra `animation` "
            "(pip install 'autograd-core[animation]'); install it, or save the animation as .svg"
        )


class _Film:
    """The frames of a stage, in the colours of some of them."""

    def __init__(self, stage: Stage, theme: Theme) -> None:
        self._stage = stage
        self._theme = theme
        eighths = math.floor(min(MOST_EIGHTHS, 8 * WIDEST / stage.width)) or 1
        self._columns, self._rows = (int(side) // 8 * eighths for side in (stage.width, stage.height))
        self._in_a_run = max(1, min(TALLEST_RUN // self._rows, LARGEST_RUN // (self._rows * self._columns)))

    def frames(self, moments: Sequence[float]) -> list[Image]:
        """A frame for each moment."""
        from PIL import Image

        palette = _palette(self._drawn(moments[:: max(1, len(moments) // SAMPLES)][-self._in_a_run :]))
        runs = [moments[i : i + self._in_a_run] for i in range(0, len(moments), self._in_a_run)]
        with ThreadPoolExecutor(RUNS_AT_A_TIME) as pool:
            drawn = pool.map(self._drawn, runs)
            return [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frames in drawn for frame in frames]

    def _drawn(self, moments: Sequence[float]) -> list[Image]:
        """Pictures of some moments, by one run of Graphviz."""
        from PIL import Image

        dot = dot_of_moments(self._stage, self._theme, moments)
        dot.attr(pad="0", size=f"{self._columns / POINTS_PER_INCH:.6f},{UNBOUNDED}!")
        drawn = Image.open(io.BytesIO(render(dot.source, "frames"))).convert("RGB")
        return [drawn.crop((0, i * self._rows, self._columns, (i + 1) * self._rows)) for i in range(len(moments))]


def _palette(frames: Sequence[Image]) -> Image:
    """A picture whose palette has the most frequent colours of `frames`."""
    from PIL import Image

    counts: Counter[Any] = Counter()
    for frame in frames:
        counts.update({color: count for count, color in frame.getcolors(frame.width * frame.height) or ()})
    colors: list[Any] = []
    for color in sorted(counts, key=lambda color: (-counts[color], color)):
        # Pillow takes near colours for one, and not always the more frequent one
        if all(max(abs(a - b) for a, b in zip(color, other, strict=True)) >= APART for other in colors):
            colors.append(color)
        if len(colors) == COLORS:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in colors for part in color])
    return palette
