"""The update rules: the course's numbers (C42-C49, E06, its section 2.9), and pitfalls 10 and 11."""

import itertools
import math
import random

import pytest

from autograd_core import Value
from nn import (
    MLP,
    NAG,
    OPTIMIZERS,
    SGD,
    Acceleration,
    AdaDelta,
    Adagrad,
    Adam,
    GradientDescent,
    Momentum,
    RMSProp,
    fit,
    half_squared_error,
    optimizer_named,
    over_cases,
    schedules,
)
from tests.nn.numeric import T12
from tests.nn.small_training import ROWS, TARGETS, network, numbers, train

T9 = 1e-9  # the inventory's, for positions after long descents
NINE_DECIMALS = 1e-9  # section 2.9 prints some positions with 9
SAME_TERMS = 1e-14  # the same sums, added in another order


def descend(rule, start, objective, steps):
    """The positions after each of `steps` steps of rule(parameters) down `objective`."""
    parameters = [Value(number) for number in start]
    optimizer, positions = rule(parameters), []
    for _ in range(steps):
        optimizer.descend(lambda: objective(*parameters))
        positions.append(tuple(p.data for p in parameters))
    return positions


def bowl(x, y):
    return x * x / 20 + y * y


START = (-7.0, 2.0)


@pytest.mark.parametrize(
    ("rule", "first", "third"),
    [
        pytest.param(lambda p: GradientDescent(p, 0.95), (-6.335, -1.8), (-5.188523375, -1.458), id="c42 .95"),
        pytest.param(lambda p: GradientDescent(p, 0.01), (-6.993, 1.96), (-6.979020993, 1.882384), id="c42 .01"),
        pytest.param(lambda p: GradientDescent(p, 0.03), (-6.979, 1.88), (-6.937188811, 1.661168), id="c42 .03"),
        pytest.param(lambda p: GradientDescent(p, 0.13), (-6.909, 1.48), (-6.730533621, 0.810448), id="c42 .13"),
        pytest.param(lambda p: Momentum(p, 0.1), (-6.93, 1.6), (-6.610653, 0.124), id="c44 momentum"),
        pytest.param(lambda p: Acceleration(p, 0.1), (-6.93, 1.6), (-6.610653, 0.124), id="e06 1986 form"),
        pytest.param(lambda p: NAG(p, 0.1), (-6.93, 1.6), (-6.61302873, 0.35584), id="c45 nag"),
        pytest.param(lambda p: Adagrad(p, 1.5), (-5.500000015306122, 0.50000000046875),
                     (-3.887842022702028, 0.03731456205324187), id="c46 adagrad"),
        pytest.param(lambda p: RMSProp(p, 0.1), (-6.683772266251297, 1.683772234971374),
                     (-6.274223138443701, 1.308717868459086), id="c47 rmsprop"),
        pytest.param(lambda p: AdaDelta(p), (-6.995527955310287, 1.995527866840083),
                     (-6.986436134375535, 1.986447746933838), id="c48 adadelta"),
        pytest.param(lambda p: Adam(p, 0.3), (-6.700000004285714, 1.70000000075),
                     (-6.101545880214857, 1.108911479830652), id="c49 adam"),
    ],
)  # fmt: skip
def test_positions_on_the_bowl(rule, first, third):
    positions = descend(rule, START, bowl, 3)
    assert positions[0] == pytest.approx(first, rel=T12)
    assert positions[2] == pytest.approx(third, rel=NINE_DECIMALS if len(repr(third[0])) < 15 else T12)


def test_c42_gradient_descent_contracts_by_1_minus_rate_times_curvature():
    for rate in (0.01, 0.13, 0.95):
        (x, y), *_ = descend(lambda p, rate=rate: GradientDescent(p, rate), START, bowl, 1)
        assert (x / -7, y / 2) == pytest.approx((1 - rate / 10, 1 - 2 * rate), rel=T12)


@pytest.mark.parametrize(("rate", "shrinks"), [(0.999, True), (1.001, False)])
def test_c42_gradient_descent_is_stable_below_rate_1(rate, shrinks):
    positions = descend(lambda p: GradientDescent(p, rate), START, bowl, 200)
    assert (abs(positions[-1][1]) < 2) == shrinks


def test_c43_mean_of_the_minibatch_gradients_of_an_epoch_is_the_full_gradient():
    generator = random.Random(43)
    net = MLP(2, [3, 1], activation="tanh", generator=generator)
    rows = [[generator.gauss(0, 1), generator.gauss(0, 1)] for _ in range(12)]
    targets = [generator.random() for _ in rows]

    def gradient(cases):
        net.zero_grad()
        over_cases(half_squared_error, net.batch([rows[i] for i in cases]), [targets[i] for i in cases]).backward()
        return [p.grad for p in net.parameters()]

    order = random.Random(0).sample(range(12), 12)
    minibatches = [gradient(order[start : start + 4]) for start in (0, 4, 8)]
    mean = [sum(g) / 3 for g in zip(*minibatches, strict=True)]
    assert mean == pytest.approx(gradient(range(12)), abs=SAME_TERMS)


def two_valleys(x):
    return x**4 - 2 * x**2 + 0.3 * x


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        (lambda p: GradientDescent(p, 0.01), 0.9601495555191063),
        (lambda p: Momentum(p, 0.01, momentum=0.9), -1.0355787140888537),
    ],
    ids=["gradient descent stays in the first", "momentum rolls into the lower"],
)
def test_c44_momentum_leaves_a_local_minimum(rule, end):
    (x,) = descend(rule, (2.0,), two_valleys, 2000)[-1]
    assert x == pytest.approx(end, rel=T9)


def test_c44_momentum_in_both_signs_takes_the_same_steps_bit_for_bit():
    """Pitfall 11: v ← γ v + η g, θ ← θ - v and v ← α v - ε g, θ ← θ + v."""
    uphill, downhill = (
        descend(lambda p, rule=rule: rule(p, 0.1), START, bowl, 50) for rule in (Momentum, Acceleration)
    )
    assert uphill == downhill


def test_e06_steps_under_a_steady_gradient_grow_to_rate_over_1_minus_momentum():
    positions = [0.0] + [x for (x,) in descend(lambda p: Acceleration(p, 0.1), (0.0,), lambda x: x * 1, 300)]
    steps = [after - before for before, after in itertools.pairwise(positions)]
    assert steps[:5] == pytest.approx([-0.1, -0.19, -0.271, -0.3439, -0.40951], rel=T12)
    assert steps[-1] == pytest.approx(-1, rel=T9)


def test_c45_nag_equals_the_form_of_sutskever_that_keeps_the_looked_ahead_point():
    """There the stored point is φ = θ - γ v: v ← γ v + η g(φ), φ ← φ - γ v - η g(φ)."""
    rate, momentum = 0.1, 0.9
    ahead, v = list(START), [0.0, 0.0]
    expected = []
    for _ in range(20):
        gradient = [ahead[0] / 10, 2 * ahead[1]]
        v = [momentum * vi + rate * g for vi, g in zip(v, gradient, strict=True)]
        ahead = [a - momentum * vi - rate * g for a, vi, g in zip(ahead, v, gradient, strict=True)]
        expected.append(tuple(a + momentum * vi for a, vi in zip(ahead, v, strict=True)))
    for position, wanted in zip(descend(lambda p: NAG(p, rate), START, bowl, 20), expected, strict=True):
        assert position == pytest.approx(wanted, abs=SAME_TERMS)


def test_c45_nag_looks_ahead_in_its_block_alone():
    x = Value(1.0)
    optimizer = NAG([x], 0.1)
    optimizer.descend(lambda: x * x)
    here = x.data
    with optimizer.lookahead():
        assert x.data == pytest.approx(here - 0.9 * 0.2, rel=T12)
    assert x.data == here
    with pytest.raises(KeyError), optimizer.lookahead():
        raise KeyError
    assert x.data == here, "an error inside puts the parameters back too"


def test_c45_nag_without_lookahead_is_a_runtime_error_and_changes_nothing():
    x = Value(1.0)
    x.grad = 1.0
    with pytest.raises(RuntimeError, match=r"with optimizer.lookahead\(\)"):
        NAG([x], 0.1).step()
    assert x.data == 1.0


def test_c49_first_step_of_adam_is_the_rate_times_the_sign():
    for gradient in (1e-3, -5.0, 1e6):
        x = Value(0.0)
        x.grad = gradient
        Adam([x], 0.01).step()
        assert x.data == pytest.approx(-0.01 * gradient / (abs(gradient) + 1e-8), rel=T12)


def test_c46_c47_c49_epsilon_stands_inside_the_root_but_outside_in_adam():
    ends = []
    for rule in (Adagrad, RMSProp, Adam):
        x = Value(0.0)
        x.grad = 1e-4
        rule([x], 1, epsilon=1e-4).step()
        ends.append(x.data)
    share = 1 - 0.9
    assert ends == pytest.approx(
        [-1e-4 / math.sqrt(1e-8 + 1e-4), -1e-4 / math.sqrt(share * 1e-8 + 1e-4), -1e-4 / (1e-4 + 1e-4)], rel=T12
    )


def test_weight_decay_multiplies_after_the_momentum_step_and_stays_out_of_the_velocity():
    """Pitfall 10."""
    x = Value(10.0)
    optimizer = Acceleration([x], 0.1, momentum=0.9, weight_decay=0.01)
    x.grad = 1.0
    optimizer.step()
    assert x.data == (10 - 0.1) * 0.99
    assert optimizer.memory == {"movement": [-0.1]}
    optimizer.step()
    assert x.data == pytest.approx(((10 - 0.1) * 0.99 - 0.19) * 0.99, rel=T12)


def test_rate_and_momentum_follow_their_schedules():
    x = Value(0.0)
    rates, momenta = schedules.piecewise({0: 0.1, 2: 1}), schedules.piecewise({0: 0.5, 2: 0.9})
    optimizer = Acceleration([x], rates, momentum=momenta)
    movements = []
    for _ in range(3):
        x.grad = 1.0
        optimizer.step()
        movements += optimizer.memory["movement"]
    assert movements == pytest.approx([-0.1, -0.15, -1 - 0.9 * 0.15], rel=T12)


RATES = {"adadelta": ()}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_by_name_goes_downhill_on_any_list_of_values(name):
    x, y = Value(-7.0), Value(2.0)
    optimizer = optimizer_named(name)([x, y], *RATES.get(name, (0.05,)))
    losses = [optimizer.descend(lambda: bowl(x, y)) for _ in range(100)]
    assert losses[-1] < losses[0]
    assert optimizer.steps == 100


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_step_that_meets_a_gradient_that_is_not_finite_names_the_parameter_and_changes_nothing(name, bad):
    net = MLP(2, [2, 1])
    optimizer = optimizer_named(name)(net, *RATES.get(name, (0.05,)))
    objective = lambda: half_squared_error(net([0.5, -1.0]), 1)  # noqa: E731
    optimizer.descend(objective)
    before = [p.data for p in net.parameters()]
    memory, steps = {k: list(v) for k, v in optimizer.memory.items()}, optimizer.steps
    with optimizer.lookahead():
        objective().backward()
    net.layers[0].neurons[1].w[0].grad = bad
    with pytest.raises(ValueError, match=r"needs a finite gradient for layers.0.neurons.1.w.0, got -?(nan|inf)"):
        optimizer.step()
    assert [p.data for p in net.parameters()] == before
    assert (optimizer.memory, optimizer.steps) == (memory, steps)


def test_c41_every_rule_of_the_family_tree_has_a_name():
    family = {"gradient_descent", "sgd", "momentum", "nag", "adagrad", "rmsprop", "adadelta", "adam"}
    assert family <= set(OPTIMIZERS)


def test_sgd_is_gradient_descent():
    assert SGD is GradientDescent
    assert OPTIMIZERS["sgd"] is OPTIMIZERS["gradient_descent"]


def test_unknown_rule_is_a_value_error_that_lists_the_names():
    with pytest.raises(ValueError, match=r"one of 'gradient_descent', .*, got 'adamw'; did you mean 'adam'"):
        optimizer_named("adamw")


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda p: Momentum(p, 0.1, momentum=1), r"momentum must be in \[0, 1\), got int 1"),
        (lambda p: NAG(p, 0.1, momentum=-0.1), r"momentum must be in \[0, 1\)"),
        (lambda p: RMSProp(p, decay=math.nan), r"decay must be in \[0, 1\)"),
        (lambda p: Adam(p, beta2=1.5), r"beta2 must be in \[0, 1\)"),
        (lambda p: Adagrad(p, epsilon=0), "epsilon must be positive and finite"),
        (lambda p: SGD(p, 0.1, weight_decay=1), r"weight_decay must be in \[0, 1\)"),
    ],
)
def test_option_out_of_range_is_a_value_error(build, message):
    with pytest.raises(ValueError, match=message):
        build([Value(1.0)])


# By name, for a training run.


RATED = sorted(set(OPTIMIZERS) - {"adadelta"})
WITHOUT_RATE = ("sgd", "gradient_descent", "momentum", "nag", "acceleration", "momentum_1986")


@pytest.mark.parametrize("name", RATED)
def test_training_by_name_is_that_with_the_rule(name):
    by_name, made = network(), network()
    train(by_name, name, learning_rate=0.02)
    train(made, OPTIMIZERS[name](made, 0.02))
    assert numbers(by_name) == numbers(made) != numbers(network())


@pytest.mark.parametrize("name", sorted(set(OPTIMIZERS) - set(WITHOUT_RATE)))
def test_rule_with_a_rate_of_its_own_needs_none(name):
    by_name, made = network(), network()
    train(by_name, name)
    train(made, OPTIMIZERS[name](made))
    assert numbers(by_name) == numbers(made) != numbers(network())


def test_rate_by_name_may_be_a_schedule():
    by_name, made = network(), network()
    schedule = schedules.linear(0.1, 0.0, 50)
    train(by_name, "sgd", learning_rate=schedule)
    train(made, SGD(made, schedule))
    assert numbers(by_name) == numbers(made)


@pytest.mark.parametrize(
    ("optimizer", "options", "error", "message"),
    [
        ("adm", {}, ValueError, "an optimizer is one of .*, got 'adm'; did you mean 'adam'"),
        ("Adam", {}, ValueError, "got 'Adam'; did you mean 'adam'"),
        *[(name, {}, ValueError, f"'{name}' has no learning rate of its own; pass learning_rate=0.1")
          for name in WITHOUT_RATE],
        ("adadelta", {"learning_rate": 0.1}, ValueError, "'adadelta' takes no learning rate, got float 0.1"),
        ("sgd", {"learning_rate": -1}, ValueError, "a learning rate must be positive and finite, got -1"),
        ("sgd", {"learning_rate": "fast"}, TypeError, "learning_rate is a number or a function"),
        (None, {}, TypeError, r'optimizer is a name, such as "adam", or an Optimizer .*, got None'),
        (SGD, {}, TypeError, "optimizer is a name, .*, got type"),
        (3, {}, TypeError, "optimizer is a name, .*, got int 3"),
    ],
)  # fmt: skip
def test_optimizer_that_is_none_is_refused_before_the_first_step(optimizer, options, error, message):
    net = network()
    before = numbers(net)
    with pytest.raises(error, match=message):
        fit(net, ROWS, TARGETS, loss="mean_squared_error", optimizer=optimizer, epochs=1, **options)
    assert numbers(net) == before


@pytest.mark.parametrize(("option", "number"), [("learning_rate", 0.1), ("clip_norm", 1.0)])
def test_option_beside_an_optimizer_that_has_its_own_is_refused(option, number):
    net = network()
    with pytest.raises(
        ValueError, match=rf"{option} belongs to an optimizer that is given by name.*optimizer.{option}"
    ):
        train(net, SGD(net, 0.1), **{option: number})
