"""Animations: their steps are the stepper's, their files move without a script, and their end is the whole picture."""

import html
import io
import math
import re
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from autograd_core import GraphError, Value, constant, maximum, sqrt, topological_order
from autograd_core.strategies import DrawnGraph, graphs
from autograd_core.words import words
from tests.viz.corpus import CORPUS
from tests.viz.svg import SVG, parsed, shown, texts
from tests.viz.test_hostile_labels import HOSTILE
from tests.viz.test_stepper import data_of, names_of
from viz import Animation, GraphTooLargeError, animate, draw, stepper
from viz.examples import EXAMPLES
from viz.formats.render import render
from viz.motion import film as film_module
from viz.motion.animation import MOST_STEPS
from viz.motion.curves import first_part
from viz.motion.painting import Drawing, Moments
from viz.motion.sheet import Box, _Placed, _Sheet
from viz.motion.stage import MORE, REST
from viz.rounding import shorter
from viz.text import number, typeset, typeset_name
from viz.themes import THEMES

LARGEST_FILE = 2_000_000  # bytes
# The names of what stands at an arrow, as the pen writes them.
NUMBERS = re.compile(r"(?P<arrow>\w*a\d*)(?P<which>[vg])")
A_SHADE, FEW = 24, 0.002  # of 255, and of all dots: what is blended in two steps is rounded twice
ALMOST = 0.99  # of a step: its end, before the next begins


def differentiated(output: Value, label: str = "y") -> Value:
    output.label = output.label or label
    output.backward()
    return output


def plain_text(label: str) -> str:
    markup = label.removeprefix("<").removesuffix(">")
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).replace("\N{THREE-PER-EM SPACE}", " ").strip()


@lru_cache(maxsize=1)
def moments_in(animation: Animation) -> Moments:
    return Moments(animation._stage, THEMES["light"])


def drawings_at(animation: Animation, moment: float) -> list[Drawing]:
    moments = moments_in(animation)
    seen = moments.at(moment)
    return [moments.drawings[number] for number in seen]


def labels_at(animation: Animation, moment: float) -> dict[str, str]:
    """Name of what is seen at a moment -> its label."""
    return {
        drawing.name: dict(drawing.attributes)["label"]
        for drawing in drawings_at(animation, moment)
        if not drawing.is_edge
    }


def numbers_at(animation: Animation, moment: float) -> dict[tuple[str, str], str]:
    """(arrow, "v" or "g") -> what stands at the arrow at a moment."""
    labels = labels_at(animation, moment).items()
    found = ((NUMBERS.fullmatch(name), label) for name, label in labels)
    return {(name["arrow"], name["which"]): plain_text(label) for name, label in found if name}


class Stepper:
    """What the stepper's page shows, by its data and the rules of its frames.js."""

    def __init__(self, output: Value) -> None:
        self.told = data_of(stepper(output).html)
        nodes, contributions = self.told["nodes"], self.told["contributions"]
        forward = [i for i, node in enumerate(nodes) if "parents" in node]
        self.seed = 1 + len(forward)
        self.last = self.seed + len(contributions) + 1
        self.computed_at = {node: 1 + k for k, node in enumerate(forward)}
        self.arrived_at = {(each["user"], each["position"]): k for k, each in enumerate(contributions, self.seed + 1)}

    def value(self, arrow: dict[str, Any], step: int) -> bool:
        """Whether the value at an arrow is shown."""
        return self.computed_at.get(arrow["node"], 0) <= step

    def gradient(self, arrow: dict[str, Any], step: int) -> tuple[int, int]:
        """How many contributions the gradient shown at an arrow has, and how many it will have."""
        if arrow["kind"] == "output":
            return int(step >= self.seed), 1
        edges = [
            (each["user"], each["position"])
            for each in self.told["contributions"]
            if (arrow["kind"] == "trunk" and each["value"] == arrow["node"])
            or (each["user"], each["position"]) == (arrow.get("user"), arrow.get("position"))
        ]
        return sum(self.arrived_at[edge] <= step for edge in edges), len(edges)


@settings(max_examples=12)
@given(graph=graphs(leaves=3, size=6, sharing=True))
def test_frame_at_the_end_of_each_step_is_the_steppers_step(graph: DrawnGraph) -> None:
    output = graph(*map(Value, graph.point)) * 1
    output.label = "y"
    animation, page = animate(output), Stepper(output)
    assert len(animation.steps) == page.last + 1
    arrows = [arrow for arrow in animation._stage.scene.arrows if not arrow.is_plain]
    for k in range(page.last + 1):
        at = numbers_at(animation, k + ALMOST)
        for arrow, told in zip(arrows, page.told["picture"]["arrows"], strict=True):
            value = at.get((arrow.name, "v"), "")
            assert (value != "") == page.value(told, k)
            assert not value or value.endswith(typeset(shorter(number(_node(animation, told["node"]).data), None)))
            gradient = at.get((arrow.name, "g"), "")
            come, all_of_them = page.gradient(told, k)
            assert (gradient != "") == (come > 0)
            assert gradient.endswith(MORE) == (0 < come < all_of_them)
            if come == all_of_them and gradient:
                assert gradient == f"← {typeset(arrow.gradient)}"


def _node(animation: Animation, index: int) -> Value:
    return animation._show.graph.order[index]


def test_gradient_before_a_fork_is_the_sum_so_far_and_says_that_more_will_come() -> None:
    x = Value(3.0, "x")
    animation = animate(differentiated(x * x + x * 4))
    (trunk,) = [arrow.name for arrow in animation._stage.scene.arrows if arrow.kind == "trunk"]
    sums = [numbers_at(animation, k + ALMOST).get((trunk, "g"), "") for k in range(len(animation.steps))]
    assert list(dict.fromkeys(sums)) == ["", f"← 3{MORE}", f"← 6{MORE}", "← 10"]


def test_value_is_there_when_its_step_has_computed_it() -> None:
    animation = animate(EXAMPLES["buy-apples"]())
    (edge,) = [arrow.name for arrow in animation._stage.scene.arrows if arrow.value == "200" and arrow.kind == "edge"]
    for moment, is_there in ((0, False), (1, False), (1.4, False), (1.6, True), (2, True)):
        assert ((edge, "v") in numbers_at(animation, moment)) == is_there


def test_values_run_right_and_gradients_run_left() -> None:
    stage = animate(EXAMPLES["copy-gate"]())._stage
    ways = {(wave.role, wave.line[0][0] < wave.line[-1][0]) for wave in stage.waves}
    assert ways == {("forward", True), ("gradient", False)}
    for wave in stage.waves:
        assert wave.span.start < wave.arrived < wave.span.end
        assert (wave.part(wave.span.start), wave.part(wave.arrived), wave.part(wave.span.end)) == (0, 1, 1)


def test_what_a_closed_branch_gets_is_a_dotted_line_in_a_quiet_colour() -> None:
    animation = animate(EXAMPLES["max-gate"]())
    assert [wave.role for wave in animation._stage.waves if wave.is_back] == ["gradient", "muted", "gradient"]
    k = animation.steps.index("9 × 0 = 0 → x")
    assert ("style", "dotted") in {
        style for drawing in drawings_at(animation, k + ALMOST) for style in drawing.attributes
    }


def test_product_stands_at_the_arrow_until_the_gradient_arrives() -> None:
    animation = animate(EXAMPLES["buy-apples"]())
    k = animation.steps.index("1.1 × 2 = 2.2 → apple price")
    (edge,) = [arrow for (arrow, _), text in numbers_at(animation, k + ALMOST).items() if text == "← 2.2"]
    assert numbers_at(animation, k + 0.1)[edge, "g"] == "1.1 × 2"
    assert [text for (arrow, _), text in numbers_at(animation, k + 1.1).items() if arrow == edge] == ["100", "← 2.2"]


def test_every_step_says_what_it_computes() -> None:
    assert str(animate(EXAMPLES["buy-apples"]())).splitlines() == [
        "0  The inputs have their values.",
        "1  #1 = apple price × apples = 100 × 2 = 200",
        "2  total = #1 × tax = 200 × 1.1 = 220",
        "3  1 → total",
        "4  1 × 1.1 = 1.1 → #1",
        "5  1 × 200 = 200 → tax",
        "6  1.1 × 2 = 2.2 → apple price",
        "7  1.1 × 100 = 110 → apples",
        "8  Gradients of total:  apple price 2.2,  apples 110,  tax 200",
    ]


def test_negative_factors_and_later_terms_stand_in_parentheses_and_calls_have_none() -> None:
    x, z = Value(-3.0, "x"), Value(-2.0, "z")
    steps = animate(maximum(x, z) * z - x).steps
    assert steps[1:4] == [
        "#1 = max(x, z) = max(−3, −2) = −2",
        "#2 = #1 × z = −2 × (−2) = 4",
        "output = #2 − x = 4 − (−3) = 7",
    ]
    assert "1 × (−1) = −1 → x" in steps


def test_nodes_made_by_hand_and_numbers_of_other_kinds_have_steps() -> None:
    x = Value(Fraction(1, 3), "x")
    assert "1 × 1/3 = 1/3 → x" in animate(x * x).steps
    assert "1 × 2 = 2 → x" in animate(Value(6.0, (x,), (2,))).steps


def test_each_use_of_a_value_has_a_gradient_of_its_own() -> None:
    x = Value(3.0, "x")
    animation = animate(x * x)
    edges = [arrow.name for arrow in animation._stage.scene.arrows if arrow.kind == "edge"]
    first = animation.steps.index("1 × 3 = 3 → x")
    shown = [[(edge, "g") in numbers_at(animation, first + k + ALMOST) for edge in edges] for k in (0, 1)]
    assert shown == [[True, False], [True, True]]


def test_backward_pass_starts_from_the_gradient_of_the_output() -> None:
    assert "1.3 → z" in animate(EXAMPLES["multiply-gate"]()).steps
    assert "1 → output" in animate(Value(3.0, "x") * 2).steps


def test_names_are_those_of_variables() -> None:
    first, second = Value(3.0), Value(4.0)
    assert animate(first * second, names=locals()).steps[1] == "output = first × second = 3 × 4 = 12"


# The SVG.


def rules(svg: str) -> str:
    return "".join(style.text or "" for style in parsed(svg).iter(f"{SVG}style"))


def test_svg_has_no_script_and_loads_nothing_whatever_the_labels() -> None:
    output = Value(2.0, "x")
    for text in HOSTILE[:20]:
        output = output * Value(1.0, text)
        output.label = text
    svg = animate(differentiated(output)).svg
    for element in parsed(svg).iter():
        assert element.tag.removeprefix(SVG) in {
            *("svg", "title", "desc", "style", "g", "path", "polygon", "polyline", "ellipse", "text", "tspan")
        }
        for name, content in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert "javascript" not in content
            assert name != "style"
    assert not re.search(r"url\(|@import|@font-face|http", rules(svg))


def test_every_time_has_its_keyframes_and_all_loops_are_equally_long() -> None:
    animation = animate(EXAMPLES["chain-rule"](), pace=0.5)
    style = rules(animation.svg)
    used = {
        name for group in parsed(animation.svg).iter() for name in group.get("class", "").split() if name[1:].isdigit()
    }
    assert used == set(re.findall(r"@keyframes (t\d+)\{", style)) == set(re.findall(r"animation-name:(t\d+)\}", style))
    seconds = 0.5 * (len(animation.steps) - 1 + REST)
    assert set(re.findall(r"animation:([\d.]+)s linear infinite", style)) == {f"{seconds:g}"}
    percents = [float(x) for x in re.findall(r"([\d.]+)%", style)]
    assert 0 <= min(percents) <= max(percents) <= 100


def is_at_the_end(element: ElementTree.Element) -> bool:
    classes = element.get("class", "").split()
    return "timed" not in classes or "last" in classes


def step_names(output: Value) -> dict[str, Value]:
    """The names by which sentences call the steps that have no label: #1, #2, ..."""
    steps = [node for node in topological_order(output)[:-1] if node.operation and not node.label]
    return {f"#{k}": node for k, node in enumerate(steps, start=1)}


@pytest.mark.parametrize("name", ["apples-and-oranges", "max-gate", "copy-gate", "sigmoid"])
def test_who_asks_for_less_motion_sees_the_whole_picture(name: str) -> None:
    output = EXAMPLES[name]()
    svg = animate(output).svg
    style = rules(svg)
    assert "@media (prefers-reduced-motion:reduce),print{.timed,.wave path{animation:none}}" in style
    assert style.index(".timed{opacity:0") < style.index(".last{opacity:1}")
    groups = [group for group in parsed(svg).iter(f"{SVG}g") if "node" in group.get("class", "").split()]
    still = [shown("".join(group.itertext())) for group in groups if is_at_the_end(group)]
    assert sorted(filter(None, still)) == sorted(
        part for text in texts(draw(output, names=step_names(output)).svg) if text for part in _value_and_gradient(text)
    )


def _value_and_gradient(text: str) -> list[str]:
    """The texts of an arrow, which an animation has as two nodes."""
    value, arrow, gradient = text.partition("←")
    return [part for part in (value, f"{arrow}{gradient}") if part]


def test_nothing_is_at_work_at_the_end() -> None:
    svg = parsed(animate(EXAMPLES["buy-apples"]()).svg)
    assert all(not is_at_the_end(group) for group in svg.iter(f"{SVG}g") if "wave" in group.get("class", "").split())
    sentences = ["".join(text.itertext()) for text in svg.iter(f"{SVG}text") if text.find(f"{SVG}tspan") is not None]
    assert len(sentences) == 9
    (last,) = [
        "".join(text.itertext())
        for text in svg.iter(f"{SVG}text")
        if text.find(f"{SVG}tspan") is not None and is_at_the_end(text)
    ]
    assert last.startswith("Gradients of total:")


def test_svg_follows_the_system_into_the_dark_unless_it_has_a_theme() -> None:
    output = EXAMPLES["add-gate"]()
    assert "prefers-color-scheme: dark" in animate(output).svg
    for theme in THEMES:
        svg = animate(output, theme=theme).svg
        assert "prefers-color-scheme" not in svg
        assert THEMES[theme].gradient in svg


def typeset_name_in(sentence: str) -> str:
    """A sentence with its names as they stand in the picture: x₁ for x1."""
    return re.sub(r"\b[a-z]\d\b", lambda name: typeset_name(name[0]), sentence)


@pytest.mark.parametrize("name", ["apples-and-oranges", "chain-rule"])
def test_gif_says_what_the_svg_says(name: str) -> None:
    animation = animate(EXAMPLES[name]())
    labels = [labels_at(animation, k + ALMOST)["sentence"] for k in range(len(animation.steps))]
    written = [typeset_name_in(step) for step in animation.steps]
    assert [plain_text(label).replace("\xa0", " ") for label in labels] == written
    assert not re.search(r"<FONT [^>]*></FONT>", "".join(labels))  # Graphviz leaves out the whole text


def test_sentences_fit_into_the_picture_or_are_cut() -> None:
    weights = [Value(0.1 * i, f"weight number {i}") for i in range(12)]
    output = differentiated(sum((w * 1.5 for w in weights), Value(0.0, "bias")))
    stage = animate(output)._stage
    for _, sentence, size in stage.said:
        assert sum(len(piece.text) for piece in sentence) * size * 0.4 < stage.width


def test_wide_graph_is_wrapped_as_its_picture_is_and_waves_run_along_its_rows() -> None:
    stage = animate(CORPUS["micrograd"]())._stage
    rows = stage.scene.rows
    assert rows is not None
    assert stage.width < stage.scene.places.right - stage.scene.places.left
    for wave in stage.waves:
        for x, y in wave.line:
            assert rows.left <= x <= rows.right
            assert rows.bottom <= y <= rows.top


def test_note_of_changed_data_is_in_the_picture() -> None:
    x = Value(3.0, "x")
    output = x * x
    x.data = 4.0
    assert shown(words("picture.stale")) in texts(animate(output).svg)


# Files.


@pytest.mark.parametrize("name", EXAMPLES)
def test_svg_of_the_courses_examples_is_small(name: str) -> None:
    animation = animate(EXAMPLES[name]())
    assert len(animation.svg.encode("utf-8")) < LARGEST_FILE / 10
    assert animation.svg == animate(EXAMPLES[name]()).svg


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*EXAMPLES, "micrograd"])
def test_files_of_the_courses_examples_are_small(name: str, tmp_path: Path) -> None:
    animation = animate(CORPUS[name]())
    for suffix in (".svg", ".gif", ".png"):
        assert animation.save(tmp_path / f"animation{suffix}").stat().st_size < LARGEST_FILE


def test_gif_loops_for_as_long_as_the_svg_and_ends_with_the_whole_picture(tmp_path: Path) -> None:
    animation = animate(EXAMPLES["add-gate"](), pace=0.4)
    path = animation.save(tmp_path / "bill.gif")
    assert path.stat().st_size < LARGEST_FILE
    with Image.open(path) as film:
        assert film.info["loop"] == 0
        durations = []
        for i in range(film.n_frames):
            film.seek(i)
            durations.append(film.info["duration"])
        last = film.convert("RGB")
    steps = len(animation.steps) - 1 + REST
    assert sum(durations) == pytest.approx(1000 * 0.4 * steps, abs=10 * len(durations))
    assert min(durations) >= 20
    colors = {color for _, color in last.getcolors(1 << 24) or ()}
    assert {_rgb(THEMES["light"].gradient), _rgb(THEMES["light"].forward), (255, 255, 255)} <= colors


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color.removeprefix("#")))


@pytest.mark.parametrize(("name", "theme"), [("copy-gate", "dark"), ("max-gate", "print")])
def test_frame_put_together_from_drawings_looks_as_if_drawn_at_once(name: str, theme: str) -> None:
    stage = animate(EXAMPLES[name]())._stage
    film, moments = film_module.Film(stage, THEMES[theme], 1.0), Moments(stage, THEMES[theme])
    frame = film._frame
    for k in (5, len(film.moments) // 2, len(film.moments) - 1):
        seen = [moments.drawings[number] for number in moments.at(film.moments[k])]
        whole = [_Placed(i, drawing, box := frame.box(drawing), box.left, box.top) for i, drawing in enumerate(seen)]
        drawn = Image.open(io.BytesIO(render(_Sheet(whole, frame, THEMES[theme])._source(), "frames"))).convert("RGBA")
        at_once = Image.new("RGB", (frame.width, frame.height), THEMES[theme].background)
        at_once.paste(drawn, (0, 0), drawn)
        shown = film._painted(film._shown[k], Box(0, 0, frame.width, frame.height))
        histogram = ImageChops.difference(shown, at_once).convert("L").histogram()
        assert sum(histogram[A_SHADE:]) == 0
        assert sum(histogram[1:]) < FEW * frame.width * frame.height


@pytest.mark.parametrize("name", ["copy-gate", "sigmoid-in-steps"])
def test_nothing_of_a_drawing_is_cut_off_by_its_box(name: str) -> None:
    film = film_module.Film(animate(EXAMPLES[name]())._stage, THEMES["light"], 1.0)
    for _, cover, box in film._sprites:
        width, height = box.width, box.height
        left, top, right, bottom = cover.getbbox() or (1, 1, width - 1, height - 1)
        assert 0 < left < right < width
        assert 0 < top < bottom < height


def test_animated_png_loops_and_shows_its_end_where_it_cannot_move(tmp_path: Path) -> None:
    animation = animate(EXAMPLES["add-gate"](), pace=0.4)
    path = animation.save(tmp_path / "bill.png")
    assert path.stat().st_size < LARGEST_FILE
    with Image.open(path) as film:
        assert film.info["loop"] == 0
        shown = []
        for i in range(film.n_frames):
            film.seek(i)
            shown.append(film.convert("RGB").tobytes())
    still, *frames = shown
    assert still == frames[-1] != frames[0]
    with Image.open(animation.save(tmp_path / "bill.gif")) as other:
        assert other.n_frames == len(frames)


def test_long_shows_have_fewer_frames() -> None:
    short, long = animate(EXAMPLES["square-of-sum"]()), animate(CORPUS["micrograd"]())
    assert len(long.steps) > film_module.MANY_STEPS
    assert len(film_module.moments_of(short._stage, 1.0)) > 4 * len(short.steps)
    assert len(film_module.moments_of(long._stage, 1.0)) < 4 * len(long.steps)


def test_gif_without_pillow_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film_module.importlib.util, "find_spec", lambda name: None)
    path = tmp_path / "bill.gif"
    with pytest.raises(ImportError, match=r"Pillow, .* extra `animation` .*save the animation as \.svg"):
        animate(EXAMPLES["add-gate"]()).save(path)
    assert not path.exists()


def test_importing_viz_does_not_import_pillow(run_python: Any) -> None:
    assert run_python("import sys, viz; print('PIL' in sys.modules)").strip() == "False"


# In a notebook and a terminal.


def test_notebook_shows_the_moving_picture_with_words_for_it() -> None:
    animation = animate(EXAMPLES["buy-apples"]())
    forms = animation._repr_mimebundle_()
    assert set(forms) == {"text/html", "text/plain", "image/svg+xml", "application/pdf"}
    assert forms["text/plain"] == str(animation)
    assert forms["text/html"].startswith('<img src="data:image/svg+xml;base64,')
    assert 'alt="Forward and backward pass of total = 220, step by step. Inputs:' in forms["text/html"]
    assert "save('graph.svg' or 'graph.gif')" in repr(animation)
    assert parsed(animation.svg).findtext(f"{SVG}title") == animation.title


def test_the_users_graph_is_left_as_it_was() -> None:
    output = EXAMPLES["chain-rule"]()
    before = str(draw(output))
    animation = animate(output)
    assert (str(animation), str(draw(output))) == (str(animate(output)), before)
    assert names_of(stepper(output).html)


# What is refused.


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: animate(3), TypeError, "animate needs a Value, got int 3"),
        (lambda: animate(Value(2.0) * 3, pace="fast"), TypeError, "a pace is a real number, got str 'fast'"),
        (lambda: animate(Value(2.0) * 3, pace=0), ValueError, "a pace is from 0.1 to 60 seconds a step, got 0"),
        (lambda: animate(Value(2.0) * 3, pace=math.nan), ValueError, "from 0.1 to 60 seconds a step, got nan"),
        (lambda: animate(Value(2.0) * 3, theme="dork"), ValueError, "did you mean 'dark'"),
        (lambda: animate(Value(2.0) * 3, names=[3]), TypeError, "names is a mapping"),
        (lambda: animate(constant(3)), GraphError, "plays a recorded graph, got the constant 3"),
        (lambda: animate(sqrt(Value(0.0))), ZeroDivisionError, "sqrt has no gradient at 0"),
        (lambda: animate(Value(2.0) * 3).save("bill.pdf"), ValueError, "as one of .svg, .gif, .png, got 'bill.pdf'"),
    ],
)
def test_what_cannot_be_played_is_refused(wrong: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        wrong()


def test_graph_with_too_many_steps_is_refused_at_once() -> None:
    x = Value(1.0, "x")
    y = x
    for _ in range((MOST_STEPS - 3) // 2):  # start, seed and end; each gate computes and passes on
        y = y + 1
    assert len(animate(y).steps) <= MOST_STEPS
    with pytest.raises(GraphTooLargeError, match=rf"at most {MOST_STEPS} steps, .* this one would have 12\d; animate"):
        animate(y + 1 + 1)
    for _ in range(100_000):
        y = y + 1
    with pytest.raises(GraphTooLargeError, match="this one would have more"):
        animate(y)


# Curves.

points = st.tuples(st.floats(-100, 100), st.floats(-100, 100))


@given(st.lists(points, min_size=4, max_size=4), st.floats(0.01, 1))
def test_first_part_of_a_curve_begins_as_the_curve_and_is_on_it(line: list[Any], part: float) -> None:
    shown = first_part(line, part)
    assert shown[0] == line[0]
    assert len(shown) == 4
    end = _on_curve(line, part)
    assert shown[-1] == pytest.approx(end, abs=1e-9) or shown[-1] == pytest.approx(line[0], abs=1e-9)


def _on_curve(line: list[Any], t: float) -> tuple[float, float]:
    weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3]
    x, y = (sum(w * point[i] for w, point in zip(weights, line, strict=True)) for i in (0, 1))
    return x, y


def test_first_part_of_several_pieces_is_measured_along_them() -> None:
    line = [(float(x), 0.0) for x in (0, 1, 2, 3, 5, 7, 9)]
    assert first_part(line, 1 / 3)[-1] == pytest.approx((3, 0))
    assert first_part(line, 2 / 3)[-1] == pytest.approx((6, 0))
    assert first_part(line, 1.0) == line
