"""A stage as a GIF or an animated PNG: its moments put together from drawings, each of which was drawn once.

Pillow is an extra, imported on use. Not here: what is seen when (stage.py), the drawings (painting.py, sheet.py).
"""

from __future__ import annotations

import importlib.util
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from viz.motion.painting import Moments
from viz.motion.sheet import Box, frame_of, sprites
from viz.motion.stage import Stage
from viz.themes import Theme

if TYPE_CHECKING:
    from PIL.Image import Image

PARTS_OF_A_RUN = (0.2, 0.4, 0.6, 0.8)  # where a wave is seen on its way
MANY_STEPS = 40  # in a longer show it is seen at its end alone
SHORTEST = 0.08  # seconds between two frames; viewers show shorter ones for longer
COLORS = 128
APART = 12  # of 255, two colours, at least
ALIKE = 8  # of 255, in which of two colours the less frequent is not looked at
SAMPLES = 5  # frames whose colours are counted


def gif(stage: Stage, theme: Theme, pace: float) -> bytes:
    """The file, which loops.

    Raises:
        ImportError: Pillow is not installed.
        RenderError: there is no Graphviz, or it failed.
    """
    _require_pillow()
    film = Film(stage, theme, pace)
    first, *others = film.frames()
    file = io.BytesIO()
    first.save(file, format="GIF", save_all=True, append_images=others, duration=film.durations, loop=0)
    return file.getvalue()


def animated_png(stage: Stage, theme: Theme, pace: float) -> bytes:
    """The file, which loops; what knows no animated PNG shows its end.

    Raises:
        ImportError: Pillow is not installed.
        RenderError: there is no Graphviz, or it failed.
    """
    _require_pillow()
    film = Film(stage, theme, pace)
    frames = list(film.frames())
    file = io.BytesIO()
    frames[-1].save(
        file,
        format="PNG",
        save_all=True,
        append_images=frames,
        default_image=True,
        duration=film.durations,
        loop=0,
        optimize=False,
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
            "GIF and animated PNG are put together by Pillow, which is not installed; it is in the extra `animation` "
            "(pip install 'autograd-core[animation]'); install it, or save the animation as .svg"
        )


class Film:
    """The frames of a stage, and how long each is seen.

    Attributes:
        moments: at which they begin.
        durations: in milliseconds, whole hundredths of a second, as a GIF has them.
    """

    def __init__(self, stage: Stage, theme: Theme, pace: float) -> None:
        self._theme = theme
        self._frame = frame_of(stage)
        self.moments = moments_of(stage, pace)
        self.durations = [round(100 * pace * (b - a)) * 10 for a, b in pairwise([*self.moments, stage.end])]
        painted = Moments(stage, theme)
        self._shown = [painted.at(moment) for moment in self.moments]
        self._sprites = sprites(painted.drawings, self._frame, theme)

    def frames(self) -> Iterator[Image]:
        """A picture for each moment, all in the same colours."""
        from PIL import Image

        changes, samples = self._changes()
        palette = _palette(samples)
        frame = Image.new("P", (self._frame.width, self._frame.height))
        frame.putpalette(palette.getpalette() or [])
        for changed in changes:
            frame = frame.copy()
            for box, part in changed:
                frame.paste(part.quantize(palette=palette, dither=Image.Dither.NONE), box)
            yield frame

    def _changes(self) -> tuple[list[list[tuple[Box, Image]]], list[Image]]:
        """For each moment what looks other than before, and some of the frames in all their colours."""
        from PIL import Image

        whole = Box(0, 0, self._frame.width, self._frame.height)
        frame = Image.new("RGB", (whole.width, whole.height), self._theme.background)
        changes, samples = [], []
        stride = max(1, len(self.moments) // SAMPLES)
        before: set[int] = set()
        for i, shown in enumerate(self._shown):
            now = set(shown)
            boxes = [whole] if i == 0 else self._changed(before ^ now)
            changes.append([(box, self._painted(shown, box)) for box in boxes])
            for box, part in changes[-1]:
                frame.paste(part, box)
            if i % stride == 0 or i == len(self._shown) - 1:
                samples.append(frame.copy())
            before = now
        return changes, samples

    def _changed(self, drawings: set[int]) -> list[Box]:
        """Where some drawings stand; of boxes that have a dot in common one around both."""
        boxes: list[Box] = []
        for box in sorted(self._sprites[drawing].box for drawing in drawings):
            joined = box
            while met := [other for other in boxes if other.meets(joined)]:
                boxes = [other for other in boxes if other not in met]
                lefts, tops, rights, bottoms = zip(joined, *met, strict=True)
                joined = Box(min(lefts), min(tops), max(rights), max(bottoms))
            boxes.append(joined)
        return boxes

    def _painted(self, shown: Sequence[int], box: Box) -> Image:
        """What is in a box."""
        from PIL import Image

        part = Image.new("RGB", (box.width, box.height), self._theme.background)
        for drawing in shown:
            sprite = self._sprites[drawing]
            if sprite.box.meets(box):
                part.paste(sprite.colors, (sprite.box.left - box.left, sprite.box.top - box.top), sprite.cover)
        return part


def _palette(frames: Sequence[Image]) -> Image:
    """A picture whose palette has the most frequent colours of `frames`."""
    from PIL import Image

    counts: Counter[Any] = Counter()
    for frame in frames:
        counts.update({color: count for count, color in frame.getcolors(frame.width * frame.height) or ()})
    kinds: dict[tuple[int, ...], Any] = {}
    for color in sorted(counts, key=lambda color: (-counts[color], color)):
        kinds.setdefault(tuple(part // ALIKE for part in color), color)
    colors: list[Any] = []
    for color in kinds.values():
        # Pillow takes near colours for one, and not always the more frequent one
        if all(max(abs(a - b) for a, b in zip(color, other, strict=True)) >= APART for other in colors):
            colors.append(color)
        if len(colors) == COLORS:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in colors for part in color])
    return palette
