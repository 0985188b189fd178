"""The course's rows about perceptrons and what they can tell apart: A01-A08, C27.

Not here: the delta rule (test_perceptron.py).
"""

import itertools
from fractions import Fraction

from nn import (
    Perceptron,
)
from tests.nn.numeric import network_of

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]
XOR = (0, 1, 1, 0)
EPOCHS_TO_SEPARATE = 20  # of the delta rule on 4 cases; the slowest of the 14 functions takes 8


def separable_functions():
    """The truth tables of two inputs that a perceptron learns."""
    found = []
    for targets in itertools.product((0, 1), repeat=4):
        history = Perceptron(2).learn(CORNERS, targets, epochs=EPOCHS_TO_SEPARATE)
        if history[-1].error == 0:
            found.append(targets)
    return found


def test_a01_a_perceptron_learns_all_boolean_functions_of_two_inputs_but_xor_and_xnor():
    everything = set(itertools.product((0, 1), repeat=4))
    assert everything - set(separable_functions()) == {XOR, tuple(1 - y for y in XOR)}


def test_a02_best_perceptron_is_right_on_three_quarters_of_xor():
    hits = [sum(o == y for o, y in zip(outputs, XOR, strict=True)) for outputs in separable_functions()]
    assert Fraction(max(hits), 4) == Fraction(3, 4)


def test_a03_a_perceptron_decides_hard_and_a_sigmoid_unit_softly():
    points = [(x / 4, y / 4) for x in range(-8, 9) for y in range(-8, 9)]
    hard, soft = Perceptron(2, weights=[1, -2], bias=0.5), network_of([[0.5, 1, -2]])
    assert {hard(point).data for point in points} == {0, 1}
    assert all(0 < soft(point).data < 1 for point in points)


def bipolar(*units):
    """Perceptrons in parallel, each (bias, weights ...), with outputs -1 and 1."""
    perceptrons = [Perceptron(len(row) - 1, activation="bipolar_step", weights=row[1:], bias=row[0]) for row in units]
    return lambda x: tuple(unit(x).data for unit in perceptrons)


FIGURE_3_8 = bipolar((-0.5, 1, 1), (1.5, -1, -1))


def test_a04_two_perceptrons_map_the_four_corners_to_three_points():
    z = [FIGURE_3_8(x) for x in CORNERS]
    assert z == [(-1, 1), (1, 1), (1, 1), (1, -1)]
    assert len(set(z)) == 3


def test_a05_a_third_perceptron_in_series_solves_xor():
    third = bipolar((-1, 1, 1))
    assert [third(FIGURE_3_8(x)) for x in CORNERS] == [(-1,), (1,), (1,), (-1,)]


def test_a06_three_perceptrons_make_seven_regions():
    three = bipolar((0, 1, 0), (0, 0, 1), (-1, 1, 1))
    codes = {three((x / 2 + 0.25, y / 2 + 0.25)) for x in range(-6, 6) for y in range(-6, 6)}
    assert len(codes) == 7
    assert codes < set(itertools.product((-1, 1), repeat=3))


def test_a08_and_of_half_planes_is_a_square_and_or_of_two_squares_needs_a_third_layer():
    def square(left):
        """Right where left <= x <= left + 1 and 0 <= y <= 1."""
        sides = [
            Perceptron(2, weights=w, bias=b)
            for w, b in (((1, 0), -left), ((-1, 0), left + 1), ((0, 1), 0), ((0, -1), 1))
        ]
        conjunction = Perceptron(4, weights=[1] * 4, bias=-3.5)
        return lambda x: conjunction([side(x).data for side in sides]).data

    squares, disjunction = (square(0), square(2)), Perceptron(2, weights=[1, 1], bias=-0.5)
    for i, j in itertools.product(range(-20, 21), repeat=2):  # 1681 points
        x, y = i / 8 + 1, j / 8
        inside = [0 <= x <= 1 and 0 <= y <= 1, 2 <= x <= 3 and 0 <= y <= 1]
        outputs = [box((x, y)) for box in squares]
        assert outputs == inside
        assert disjunction(outputs).data == any(inside)


def test_c27_xor_is_the_and_of_nand_and_or():
    nand, either, both = (
        Perceptron(2, weights=w, bias=b) for w, b in (((-0.5, -0.5), 0.7), ((0.5, 0.5), -0.2), ((0.5, 0.5), -0.7))
    )
    assert tuple(both([nand(x).data, either(x).data]).data for x in CORNERS) == XOR
