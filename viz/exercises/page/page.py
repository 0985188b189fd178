"""The page of a worksheet, of a quiz or of the gym: one HTML file with data, style sheet and scripts inside.

What people wrote reaches the page as JSON alone, and the page shows it as text. Not here: what is asked (blanks.py,
questions.py), what is said to answers (judge.js, questions.js: the twins of the Python modules).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from autograd_core import GraphError
from autograd_core.by_hand import require_computable
from autograd_core.kinds import is_complex, is_number
from autograd_core.words import section, words
from viz.diagram import Diagram
from viz.exercises.blanks import Blank, Blanks, as_json
from viz.exercises.questions import Question, leaves_of
from viz.exercises.variants import choices, inputs_of
from viz.formats.one_page import colors, one_page
from viz.graph import Graph
from viz.picture import AUTO
from viz.scene import Arrow, Scene
from viz.scene.arrows import Caption, Line, Pass
from viz.shapes import LEFT_ARROW
from viz.stepper_page.frame import framed
from viz.stepper_page.page import kernels_of
from viz.stepper_page.picture import PictureData, picture_data
from viz.stepper_page.trace import Trace, trace_of

FRAME = "autograd-exercise"
ENGINE, PICTURE = (
    ("kernels.js", "number_text.js", "read_number.js", "words.js", "elements.js"),
    "picture.js",
)  # of the stepper
ANSWERS = ("data.js", "form.js", "answers.js", "verdicts.js")
WORKSHEET = (*ANSWERS, "judge.js", "variants.js", PICTURE, "sheet.js", "memory.js", "page.js")
GYM = ("data.js", "form.js", "memory.js", "gym.js")
QUIZ = (*ANSWERS, "questions.js", "quiz.js", "memory.js", "page.js")

DRAWN = ("picture", "shown")  # of a page's data, what Graphviz has placed
BLANK = "____"
ROOM = "0" * 8  # for a number that is typed
LIVE_ROOM = "−0.197"  # for one that is shown
SCALE = 16 / 15  # pixels for each unit of the picture, in which a text is 15: fields of 16 pixels
AROUND, EACH_QUESTION = 215, 62  # pixels beside the picture, and for each question
GYM_HEIGHT = 900


def _room(arrow: Arrow) -> Caption:
    """Fields are as wide as eight figures, and higher than a line of text."""
    named = f"{arrow.name_above} = " if arrow.name_above else ""
    above, below = _shown(arrow.value), _shown(LEFT_ARROW + arrow.gradient) if arrow.gradient else ""
    field = Line("", "ink", is_small=True)
    return Caption(
        (Line(named + above, "forward"), *([field] if BLANK in arrow.value else [])),
        (Line(below, "gradient"), *([field] if BLANK in arrow.gradient else [])),
    )


def _shown(text: str) -> str:
    return text.replace(BLANK, ROOM) if BLANK in text else LIVE_ROOM


FIELDS = Pass(_room, is_live=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of an exercise.

    Attributes:
        html: the whole page; it loads nothing.
        name: of the exercise, another one for other data.
        blanks: how many answers it asks for.
        height: that it needs in a notebook, in pixels, about.
    """

    html: str
    name: str
    blanks: int
    height: int

    def in_place_of(self, still: str) -> str:
        """HTML for a notebook: the page in a frame of its own, in the place of what is seen where scripts are none."""
        attributes = f'data-exercise="{self.name}" data-blanks="{self.blanks}" '
        scripts = f"{_file('keeper.js')}takePlacesSoon('{FRAME}', keep);\n"
        return framed(self.html, still, FRAME, words("exercise.frame"), self.height, attributes, scripts)


@dataclass(frozen=True, slots=True)
class Computed:
    """What a page needs to compute with a graph: as it is now, whatever becomes of the graph."""

    blanks: tuple[Blank, ...]
    trace: Trace
    kernels: str
    data: dict[str, Any]


def computed(
    graph: Graph,
    blanks: Blanks,
    names: Sequence[str],
    gates: Sequence[str],
    originals: Sequence[Any],
    seed: int | None,
) -> Computed | None:
    """What the page of a worksheet computes with; None where no page can compute its graph.

    Args:
        names, gates: of the nodes, as sentences have them.
        originals: the data of the nodes before other numbers were drawn: those that others are drawn for.
        seed: that the graph's inputs were drawn from, if they were.
    """
    if graph.is_stale:
        return None  # the page would compute anew what the picture shows as it was
    try:
        for node in graph.order:
            require_computable(node.operation, "a page")
        trace = trace_of(graph)
        kernels = kernels_of({entry.operation for entry in trace.entries})
        inputs = [(i, [*map(float, choices(originals[i]))]) for i in inputs_of(graph.order)]
    except (GraphError, ArithmeticError, ValueError, TypeError):
        return None
    places = {node: i for i, node in enumerate(graph.order)}
    data = {
        "trace": [entry.as_json() for entry in trace.entries],
        "at": [_place(trace, kind, places[node], *position) for kind, node, *position in blanks.keys],
        "blanks": [_blank(blank) for blank in blanks.blanks],
        "names": names,
        "gates": gates,
        "seed": seed,
        "inputs": [{"node": i, "choices": found} for i, found in inputs],
    }
    return Computed(blanks.blanks, trace, kernels, data)


def worksheet_page(known: Computed, diagram: Diagram, theme: str) -> Sheet:
    """The page of a worksheet.

    Args:
        known: what it computes with.
        diagram: with (a) ____ in the place of each blank, and without what is not shown.

    Raises:
        RenderError: there is no Graphviz, or it failed.
    """
    picture = picture_data(Scene(diagram, [FIELDS]))
    shown = _shown_at(picture, known.trace, known.blanks, has_gradients=bool(diagram.output.gradient))
    title = words("exercise.worksheet", output=known.data["names"][-1])
    height = round(SCALE * picture.extent["height"]) + AROUND
    data = {**known.data, "picture": asdict(picture), "shown": shown}
    return _sheet(title, data, theme, WORKSHEET, known.kernels, len(known.blanks), height)


def quiz_page(questions: Sequence[Question]) -> Sheet | None:
    """The page of a quiz; None where an answer is a number that no page has."""
    if not all(map(_is_plain, (leaf for each in questions for leaf in leaves_of(each.answer)))):
        return None
    data = {"questions": [_question(each) for each in questions]}
    height = AROUND + EACH_QUESTION * sum(_lines(each.answer) for each in questions)
    return _sheet(words("exercise.quiz"), data, AUTO, QUIZ, "", len(questions), height)


def gym_page(data: Mapping[str, Any], found: Mapping[int, int]) -> Sheet:
    """The page on which graphs are handed in to broken engines.

    Args:
        data: the engines, the graphs to choose from, and what becomes of each with each (gym.py).
        found: engine -> gates of the smallest graph that unmasked it in Python.
    """
    return _sheet(words("gym.page"), data, AUTO, GYM, "", len(data["engines"]), GYM_HEIGHT, {"found": found})


def _sheet(
    title: str,
    data: Mapping[str, Any],
    theme: str,
    scripts: Sequence[str],
    kernels: str,
    blanks: int,
    height: int,
    state: Mapping[str, Any] | None = None,
) -> Sheet:
    """A page; `state` is what it begins with, and does not make it another exercise."""
    sentences = {**section("exercise"), **section("worksheet"), **section("quiz"), **section("gym")}
    asked = {key: each for key, each in data.items() if key not in DRAWN}  # another Graphviz has other places for it
    name = hashlib.sha256(json.dumps(asked).encode("utf-8")).hexdigest()[:12]
    first, *others = map(_file, (*ENGINE, *scripts))
    style = colors(theme) + _file("page.css")
    told = {**data, **(state or {}), "name": name, "title": title, "words": sentences, "followsHost": theme == AUTO}
    page = one_page(_file("page.html"), title, told, style, "\n".join([first + kernels, *others]))
    return Sheet(page, name, blanks, height)


def _file(name: str) -> str:
    folder = "viz.stepper_page" if name in (*ENGINE, PICTURE) else "viz.exercises.page"
    return files(folder).joinpath(name).read_text(encoding="utf-8")


def _place(trace: Trace, kind: str, node: int, *position: int) -> int:
    """Where a number of the blanks stands in the trace."""
    if kind == "value":
        return node
    if kind == "gradient":
        return trace.gradients[node]
    edge = next(each for each in trace.contributions if (each.user, each.position) == (node, *position))
    return edge.slope if kind == "slope" else edge.amount


def _blank(blank: Blank) -> dict[str, Any]:
    return {
        "letter": blank.letter,
        "kind": blank.kind,
        "node": blank.node,
        "user": blank.user,
        "position": blank.position,
        "switch": blank.switch,
        "gate": blank.gate,
        "number": blank.number,
        "formula": as_json(blank.formula),
        "parts": blank.parts,
        "terms": blank.terms,
        "isWhole": blank.is_whole,
        "mistakes": [(sentence, as_json(formula)) for sentence, formula in blank.mistakes],
        "reasons": blank.reasons,
        "otherwise": blank.otherwise,
    }


def _shown_at(
    picture: PictureData, trace: Trace, blanks: Sequence[Blank], *, has_gradients: bool
) -> list[dict[str, Any]]:
    """For each arrow of the picture what stands above and below it: the letter of a blank, or a place in the trace."""
    letters = {_spot(blank): blank.letter for blank in blanks}
    amounts = {(each.user, each.position): each.amount for each in trace.contributions}
    found = []
    for arrow in picture.arrows:
        node = arrow["node"]
        edge = (arrow["user"], arrow["position"]) if arrow["kind"] == "edge" else None
        below = amounts.get(edge) if edge else trace.gradients[node]
        spot = ("share", *edge) if edge else ("sum", node)
        found.append(
            {
                "above": letters.get(("value", node), node),
                "below": letters.get(spot, below) if has_gradients else None,
            }
        )
    return found


def _spot(blank: Blank) -> tuple[Any, ...]:
    return (blank.kind, blank.user, blank.position) if blank.kind == "share" else (blank.kind, blank.node)


def _question(question: Question) -> dict[str, Any]:
    mistakes = [
        {"key": each.key, "answer": _written(each.answer), "inAnyOrder": each.in_any_order}
        for each in question.mistakes
    ]
    return {"name": question.name, "answer": _written(question.answer), "mistakes": mistakes}


def _written(answer: Any) -> Any:
    """An answer as JSON, which has no NaN and does not tell 2 from 2.0."""
    if isinstance(answer, list):
        return [_written(item) for item in answer]
    if isinstance(answer, str | bool):
        return answer
    number = float(answer)
    text = str(number).replace("inf", "Infinity").replace("nan", "NaN")
    return {"number": number if math.isfinite(number) else text, "isWhole": isinstance(answer, int)}


def _is_plain(leaf: Any) -> bool:
    if isinstance(leaf, str | bool):
        return True
    try:
        return is_number(leaf) and not is_complex(leaf) and isinstance(float(leaf), float)
    except OverflowError:
        return False


def _lines(answer: Any) -> int:
    """How many rows of fields a question has."""
    return max(1, sum(map(_lines, answer))) if isinstance(answer, list) and _has_lists(answer) else 1


def _has_lists(answer: list[Any]) -> bool:
    return any(isinstance(item, list) for item in answer)
