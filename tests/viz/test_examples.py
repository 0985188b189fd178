"""The examples of the course: their exact values, and that each picture shows them."""

import math

import pytest

from autograd_core import Value, topological_order
from tests.viz.svg import arrows, texts
from viz import draw
from viz.examples import EXAMPLES, summary
from viz.text import number, typeset, typeset_name

ROUNDING = 1e-14  # relative; a few operations on floats, against the exact results of the course

# The two layers by hand: tanh(0.5) and tanh(1) in the sigmoid of 1.5 h1 - 2 h2 + 0.5, and what arrives at each sum.
H1, H2 = math.tanh(0.5), math.tanh(1)
Y = 1 / (1 + math.exp(-(1.5 * H1 - 2 * H2 + 0.5)))
AT_Y = Y * (1 - Y)
AT_1, AT_2 = AT_Y * 1.5 * (1 - H1**2), AT_Y * -2 * (1 - H2**2)

# name -> (the output, {input: gradient}); S1 and S0 of the course.
RESULTS: dict[str, tuple[float, dict[str, float]]] = {
    "buy-apples": (220, {"apple price": 2.2, "apples": 110, "tax": 200}),
    "apples-and-oranges": (
        715,
        {"apple price": 2.2, "apples": 110, "orange price": 3.3, "oranges": 165, "tax": 650},
    ),
    "square-of-sum": (49, {"x": 14, "y": 14}),
    "add-gate": (15, {"x": 1.3, "y": 1.3}),
    "multiply-gate": (50, {"x": 6.5, "y": 13}),
    "max-gate": (5, {"x": 0, "y": 9}),
    "copy-gate": (42, {"x": 6}),
    "gates-together": (-20, {"x": -8, "y": 6, "z": 2, "w": 0}),
    "sigmoid-in-steps": (0.7310585786300049, {"x": 0.19661193324148185}),
    "sigmoid": (0.7310585786300049, {"x": 0.19661193324148185}),
    "sigmoid-neuron": (
        0.7310585786300049,
        {
            "w0": -0.19661193324148185,
            "x0": 0.3932238664829637,
            "w1": -0.3932238664829637,
            "x1": -0.5898357997244456,
            "w2": 0.19661193324148185,
        },
    ),
    "chain-rule": (
        1.3414709848078965 + math.exp(1.3414709848078965),  # a^2 b + e^b at a = 1
        {"x1": 1.3414709848078965, "x2": 10.190549333417816, "x3": 2.6067778375210373},
    ),
    "four-factors": (math.sin(math.exp(math.tanh(0.7) ** 2)), {"x": 0.14320833666067892}),
    "two-layers": (
        Y,
        {
            "x1": 0.8 * AT_1 - 0.6 * AT_2,
            "x2": -0.4 * AT_1 + 0.9 * AT_2,
            "w11": AT_1,
            "w12": 2 * AT_1,
            "b1": AT_1,
            "w21": AT_2,
            "w22": 2 * AT_2,
            "b2": AT_2,
            "v1": AT_Y * H1,
            "v2": AT_Y * H2,
            "c": AT_Y,
        },
    ),
}


def inputs(output: Value) -> dict[str, Value]:
    return {node.label: node for node in topological_order(output) if node.is_leaf and not node.is_constant}


def test_every_example_has_its_results_here() -> None:
    assert set(EXAMPLES) == set(RESULTS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_has_the_results_of_the_course(name: str) -> None:
    output = EXAMPLES[name]()
    value, gradients = RESULTS[name]
    assert output.data == pytest.approx(value, rel=ROUNDING)
    assert {label: node.grad for label, node in inputs(output).items()} == pytest.approx(gradients, rel=ROUNDING)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("engine")
def test_picture_of_an_example_shows_every_name_value_and_gradient(name: str) -> None:
    output = EXAMPLES[name]()
    svg = draw(output, digits=6).svg  # as many as a person would write here, also where the picture is large
    shown, labels = arrows(svg), texts(svg)
    for node in topological_order(output):
        if node.is_constant:
            continue
        value, gradient = typeset(number(node.data)), typeset(number(node.grad))
        drawn = typeset_name(node.label)
        names = {value, f"{drawn}={value}"}
        assert any(above in names and below.strip() == gradient for above, below in shown)
        if node.is_leaf or node is output:
            assert drawn in {label.replace("price", " price") for label in labels}


def test_shopping_examples_are_shown_as_a_person_writes_numbers() -> None:
    table = str(draw(EXAMPLES["apples-and-oranges"]()))
    assert [line.split()[-2:] for line in table.splitlines()[1:]] == [
        ["100", "2.2"],
        ["2", "110"],
        ["200", "1.1"],
        ["150", "3.3"],
        ["3", "165"],
        ["450", "1.1"],
        ["650", "1.1"],
        ["1.1", "650"],
        ["715", "1"],
    ]


def test_sigmoid_in_steps_shows_the_gradient_after_each_step() -> None:
    after = [node.grad for node in topological_order(EXAMPLES["sigmoid-in-steps"]()) if node.operation]
    assert after == pytest.approx([-0.19661193324148185, -0.53444664538852303, -0.53444664538852303, 1], rel=ROUNDING)


def test_copy_gate_adds_up_four_and_two() -> None:
    x = inputs(EXAMPLES["copy-gate"]())["x"]
    assert (x.data, x.grad) == (7, 6)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_a_line_that_says_what_it_shows(name: str) -> None:
    assert 20 < len(summary(name)) <= 100
