"""The page on which a network learns: markup, style sheet and scripts of its own and of the stepper, and its data.

Not here: which programs it has (ready.py, recorded.py), what it does with them (its scripts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from autograd_core.explain import BRANCHES
from autograd_core.words import section, words
from viz.formats.one_page import Inside, colors, one_page
from viz.picture import AUTO
from viz.playground_page.program import Operations
from viz.stepper_page.page import SCRIPTS as STEPPER
from viz.stepper_page.page import kernels_of, source_of

# What it shares with the stepper: kernels, numbers as they are written and typed, sentences, drags, a page in a frame.
SHARED = (
    "kernels.js",
    "number_text.js",
    "read_number.js",
    "words.js",
    "elements.js",
    "rivers.js",
    "camera.js",
    "host.js",
)
OWN = (
    "data.js", "random.js", "datasets.js", "features.js", "samples.js", "compose.js", "run.js", "optimizers.js",
    "training.js", "maps.js", "diagram.js", "answer.js", "axes.js", "curves.js", "way.js", "way_picture.js",
    "why.js", "link.js", "python.js", "state.js", "shown.js", "playing.js", "opened.js", "edits.js", "settings.js",
    "page.js", "embed.js",
)  # fmt: skip
PLACE = "DATA_OF_THE_WAY"  # in the stepper's page, for the graph of what is opened


def page_of(data: Mapping[str, Any], operations: Operations, theme: str) -> str:
    """The page as text.

    Args:
        data: the programs and what is set at the start.
        operations: that the programs have.
        theme: as for `draw`.
    """
    kernels = kernels_of(operations.names())
    inside = _stepper(theme, kernels)
    told = {
        **data,
        "operations": operations.lines,
        "branches": {slope: words(key) for slope, key in BRANCHES.items()},
        "words": section("playground"),
        "stepperWords": section("stepper"),
        "stepper": inside.page,
        "followsHost": theme == AUTO,
    }
    first, *others = map(source_of, SHARED)
    scripts = [first + kernels, *others, *map(_source, OWN)]
    style = colors(theme) + _source("page.css")
    return one_page(_source("page.html"), words("playground.heading"), told, style, "\n".join(scripts), inside)


def _stepper(theme: str, kernels: str) -> Inside:
    """The stepper's page for whatever graph, with `PLACE` where its data go."""
    first, *others = map(source_of, STEPPER)
    style = colors(theme) + source_of("page.css")
    return Inside.of(
        source_of("page.html"), words("playground.way"), PLACE, style, "\n".join([first + kernels, *others])
    )


def _source(name: str) -> str:
    """A file of the page, without what only its readers need."""
    text = files("viz.playground_page").joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"^[ ]+|^[ ]*//.*\n|\n(?=\n)", "", text, flags=re.MULTILINE)
