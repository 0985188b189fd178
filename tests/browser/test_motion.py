"""An animation shows at the end of each step what the stepper's own scripts show then."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value
from tests.browser import browser
from tests.browser.conversation import Conversation
from tests.viz.corpus import CORPUS
from tests.viz.motion.test_motion import ALMOST, numbers_at
from tests.viz.test_stepper import data_of
from viz import Animation, animate, stepper
from viz.motion.stage import MORE
from viz.rounding import shorter

SCRIPTS = ("kernels.js", "number_text.js", "words.js", "rivers.js", "frames.js", "picture.js", "shown.js")
PLAYED = ["apples-and-oranges", "max-gate", "copy-gate", "gates-together", "chain-rule", "sigmoid-neuron", "micrograd"]


def steps_of(output: Value) -> list[dict[str, Any]]:
    """What the page's scripts say and show at each step."""
    assert "node" not in browser.missing(), f"the stepper's scripts need node: {browser.INSTALL}"
    paths = [str(files("viz.stepper_page").joinpath(name)) for name in SCRIPTS]
    node = Conversation([str(Path(__file__).with_name("steps.cjs")), *paths])
    steps: list[dict[str, Any]] = node.answer(data_of(stepper(output).html))
    node.close()
    return steps


def flows(animation: Animation, step: int) -> dict[str, str]:
    """Along which arrows something runs in a step, and which way."""
    stage = animation._stage
    lines = {}
    for arrow in stage.scene.arrows:
        line = stage.scene.line(arrow)
        line = stage.scene.rows.line(arrow.name, line) if stage.scene.rows else line
        lines[tuple(line)] = (arrow.name, "flows-forward")
        lines[tuple(line[::-1])] = (arrow.name, "flows-back")
    waves = [wave for wave in stage.waves if wave.span.holds(step + ALMOST)]
    return dict(lines[tuple(wave.line)] for wave in waves)


@pytest.mark.parametrize("name", PLAYED)
def test_every_step_says_and_shows_what_the_page_does(name: str) -> None:
    output = CORPUS[name]()
    animation, steps = animate(output), steps_of(output)
    assert animation.steps == [step["line"] for step in steps]
    arrows = [arrow for arrow in animation._stage.scene.arrows if not arrow.is_plain]
    for k, step in enumerate(steps):
        at, running = numbers_at(animation, k + ALMOST), flows(animation, k)
        for arrow, shown in zip(arrows, step["arrows"], strict=True):
            value = at.get((arrow.name, "v"), "").rpartition(" = ")[2]  # without the name of the step
            assert value == shorter(shown["value"], None).rpartition(" = ")[2]
            gradient = at.get((arrow.name, "g"), "").removeprefix("← ").removesuffix(MORE)
            assert gradient == shorter(shown["gradient"], None)
            assert running.get(arrow.name, "") == shown["flow"]
