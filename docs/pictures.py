"""The command `python -m docs.pictures`: draws the pictures that the README shows, anew, into this folder.

They are dark where their reader's system is. Not here: the gallery, which has every kind of picture (gallery/).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import viz
from autograd_core import Value, compile_graph
from nn import MLP, softmax_cross_entropy
from viz.examples import EXAMPLES
from viz.formats.svg import dark_where_the_system_is

FOLDER = Path(__file__).parent


def _bill() -> Value:
    return EXAMPLES["apples-and-oranges"]()


def _program() -> viz.Picture:
    """The README's classifier; of its weights the picture says nothing."""
    net = MLP(64, [50, 10], activation="sigmoid", generator=random.Random(0))
    pixels, label = [Value(0.0) for _ in range(64)], Value(3)
    return viz.draw(compile_graph(softmax_cross_entropy(net(pixels), label), inputs=[*pixels, label]))


# File -> what it shows.
PICTURES: dict[str, Callable[[], viz.Picture | viz.Animation]] = {
    "apples-and-oranges.svg": lambda: viz.draw(_bill()),
    "moving.svg": lambda: viz.animate(_bill()),
    "river.svg": lambda: viz.draw(_bill(), weight="gradient"),
    "both.svg": lambda: viz.draw_both(_bill()),
    "program.svg": _program,
}


def main() -> None:
    """Run the command line."""
    for name, make in PICTURES.items():
        picture = make()
        # an animation is dark in the dark by itself
        svg = dark_where_the_system_is(picture.svg) if isinstance(picture, viz.Picture) else picture.svg
        (FOLDER / name).write_text(svg, encoding="utf-8", newline="\n")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
