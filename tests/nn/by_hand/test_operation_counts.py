"""B18 to B20: what the equations cost, counted, beside Table 3-2."""

import numpy as np
import pytest

from nn.by_hand import (
    backward_to_forward_ratio,
    gradient_by_matrices,
    initial_weights,
    measured_costs,
    table_3_2,
    train,
)
from nn.experiments.cost import EQUATIONS, REFERENCE

FOUR_DECIMALS = 5e-5


@pytest.mark.parametrize("sizes", REFERENCE)
def test_b18_counted_operations(sizes):
    measured = measured_costs(*sizes)
    assert tuple(measured[equation] for equation in EQUATIONS) == REFERENCE[sizes]


def test_b18_table_ignores_the_small_print_of_3_24_and_the_biases_of_3_21():
    d, p, c = 5, 7, 3
    measured, table = measured_costs(d, p, c), table_3_2(d, p, c)
    different = {equation for equation in EQUATIONS if measured[equation] != table[equation]}
    assert different == {"3.24", "3.21"}
    assert measured["3.24"] == ((c - 1) * p, (c + 1) * p)
    assert measured["3.21"] == (table["3.21"].additions + c + p, table["3.21"].multiplications + c + p)


def test_b19_backward_costs_one_and_a_half_to_twice_forward_only_for_few_outputs():
    assert backward_to_forward_ratio(784, 50, 10) == pytest.approx(1.5128, abs=FOUR_DECIMALS)
    assert backward_to_forward_ratio(64, 50, 10) == pytest.approx(1.6378, abs=FOUR_DECIMALS)
    assert backward_to_forward_ratio(10, 50, 1000) > 2


def test_b20_costs_double_with_the_hidden_units_and_with_inputs_plus_outputs():
    def total(d, p, c):
        table = table_3_2(d, p, c)
        return sum(sum(table[equation]) for equation in EQUATIONS if equation != "3.22")

    assert total(64, 100, 10) == 2 * total(64, 50, 10)
    assert total(128, 50, 20) == 2 * total(64, 50, 10)


@pytest.mark.parametrize(("n", "q"), [(3, 2), (6, 2), (3, 4)])
def test_b20_training_takes_one_gradient_for_each_of_n_samples_in_each_of_q_epochs(n, q):
    calls = []

    def counting(weights, x, y, tau):
        calls.append(x)
        return gradient_by_matrices(weights, x, y, tau)

    generator = np.random.default_rng(0)
    weights = initial_weights(2, 3, 1, generator)
    options = {"rate": 0.1, "epochs": q, "generator": generator, "gradient": counting}
    train(generator.uniform(size=(n, 2)), np.zeros((n, 1)), weights, **options)
    assert len(calls) == n * q
