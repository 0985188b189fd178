"""Optimizer: which parameters it takes, steps that happen whole or not at all, its state, its errors."""

import math

import pytest

from autograd_core import Value, constant, exp, log, sqrt
from nn import MLP, OPTIMIZERS, SGD, AdaDelta, Adam, DivergenceError, Layer, Momentum, Optimizer, schedules


def values(*numbers):
    return [Value(number) for number in numbers]


def test_parameters_are_named_by_the_module_by_label_or_by_number():
    net = MLP(1, [1])
    assert SGD(net, 1).names == ["layers.0.neurons.0.w.0", "layers.0.neurons.0.b"]
    assert SGD([Value(1.0, label="slope"), Value(2.0)], 1).names == ["slope", "parameter 1"]
    assert SGD([("a", Value(1.0))], 1).names == ["a"]
    assert SGD((x for x in values(1.0)), 1).names == ["parameter 0"]


def test_step_reads_the_gradients_and_zero_grad_resets_them():
    x, y = values(1.0, 2.0)
    optimizer = SGD([x, y], 0.5)
    (x * y).backward()
    optimizer.step()
    assert (x.data, y.data) == (0.0, 1.5)
    optimizer.zero_grad()
    assert (x.grad, y.grad) == (0, 0)


def test_new_value_that_would_overflow_is_a_value_error_and_changes_nothing():
    x, y = values(1.0, 1e308)
    x.grad, y.grad = 1.0, -1e308
    with pytest.raises(ValueError, match="GradientDescent needs a finite new value of parameter 1, got inf"):
        SGD([x, y], 10).step()
    assert (x.data, y.data) == (1.0, 1e308)


def test_memory_that_would_overflow_is_a_value_error_and_changes_nothing():
    (x,) = values(1.0)
    x.grad = 1e200  # its square is infinite
    optimizer = Adam([x])
    with pytest.raises(ValueError, match=r"a finite memory \(squares\) of parameter 0"):
        optimizer.step()
    assert (x.data, optimizer.memory["squares"]) == (1.0, [0.0])


class InterruptedOnce(Value):
    """A parameter during whose first change someone presses Ctrl-C."""

    pressed = False

    @property
    def data(self):
        return self.number

    @data.setter
    def data(self, number):
        self.number = number
        if number != 1.0 and not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt


def test_ctrl_c_within_a_step_finishes_the_step():
    first, last = InterruptedOnce(1.0), Value(1.0)
    first.grad = last.grad = 1.0
    optimizer = Momentum([first, last], 0.5)
    with pytest.raises(KeyboardInterrupt):
        optimizer.step()
    assert (first.data, last.data, optimizer.steps, optimizer.memory) == (0.5, 0.5, 1, {"velocity": [0.5, 0.5]})


def test_state_goes_on_where_it_was_taken():
    def run(optimizer, x, steps):
        return [(optimizer.descend(lambda: x * x), x.data) for _ in range(steps)]

    x, y = values(3.0, 3.0)
    whole = run(Adam([x], 0.1), x, 10)
    first = Adam([y], 0.1)
    before = run(first, y, 4)
    second = Adam([y], 0.1)
    second.load_state_dict(first.state_dict())
    assert before + run(second, y, 6) == whole


def test_state_of_another_rule_or_number_of_parameters_is_a_value_error():
    optimizer = Adam(values(1.0, 2.0))
    for state in (SGD(values(1.0), 1).state_dict(), {}, None, {"rule": "Adam", "memory": []}):
        with pytest.raises(ValueError, match="this optimizer needs the state of a run with Adam"):
            optimizer.load_state_dict(state)
    with pytest.raises(ValueError, match="a mean for each of 2 parameters, got 1"):
        optimizer.load_state_dict(Adam(values(1.0)).state_dict())
    assert optimizer.steps == 0


@pytest.mark.parametrize("rate", [0, -0.1, math.nan, math.inf])
def test_rate_that_is_not_positive_is_a_value_error(rate):
    with pytest.raises(ValueError, match="a learning rate must be positive and finite, got"):
        SGD(values(1.0), rate)


def test_schedule_may_come_to_0_and_not_below():
    (x,) = values(1.0)
    x.grad = 1.0
    optimizer = SGD([x], lambda step: 1 - step)
    optimizer.step()
    optimizer.step()
    with pytest.raises(ValueError, match="got -1 for step 2; a schedule may also come to 0"):
        optimizer.step()
    assert (x.data, optimizer.steps) == (0.0, 2)


@pytest.mark.parametrize("rule", [rule for name, rule in OPTIMIZERS.items() if name != "adadelta"])
def test_rate_0_of_a_schedule_leaves_the_parameters_where_they_are_or_where_momentum_takes_them(rule):
    (x,) = values(1.0)
    rule([x], lambda step: 0.0).descend(lambda: x * 3)
    assert x.data == 1.0


# What a step says when the numbers are left.


def test_loss_that_is_not_finite_is_a_divergence_error_that_changes_nothing():
    (x,) = values(2.0)
    optimizer = Momentum([x], 0.1)
    with pytest.raises(DivergenceError, match=r"first step cannot be taken, for its loss is inf; .*look for inputs"):
        optimizer.descend(lambda: x * math.inf)
    optimizer.descend(lambda: x * 3)
    before = (x.data, optimizer.memory, optimizer.steps)
    with pytest.raises(DivergenceError, match=r"diverges.*step 2 .*, for its loss is nan; lower the learning rate"):
        optimizer.descend(lambda: x * math.inf - x * math.inf)
    assert (x.data, optimizer.memory, optimizer.steps) == before


@pytest.mark.parametrize(
    ("objective", "reason"),
    [
        (lambda x: log(x), "log needs a positive input, got -2.0"),
        (lambda x: exp(-500 * x), "exp needs a result that fits"),
        (lambda x: (100 * x) ** 200, "needs a result that fits"),
        (lambda x: 1 / (x + 2), "/ needs a divisor other than zero"),
        (lambda x: sqrt(x + 2), "sqrt has no gradient at"),
    ],
)
def test_operation_that_fails_after_some_steps_is_explained_and_at_the_first_step_is_not(objective, reason):
    (x,) = values(1.0)
    optimizer = SGD([x], 1.0)
    optimizer.descend(lambda: x * 3)  # now it is -2
    with pytest.raises(DivergenceError, match=f"diverges, or .*step 2 was not taken, .*{reason}.*lower the learning"):
        optimizer.descend(lambda: objective(x))
    assert (x.data, optimizer.steps) == (-2.0, 1)
    with pytest.raises((ArithmeticError, ValueError), match=reason) as error:
        SGD([x], 1.0).descend(lambda: objective(x))
    assert "learning rate" not in str(error.value)


def test_error_of_the_objective_itself_is_passed_on_as_it_is():
    (x,) = values(1.0)
    optimizer = SGD([x], 0.1)
    optimizer.descend(lambda: x * 3)

    def objective():
        raise ValueError("three inputs, please")

    with pytest.raises(ValueError, match=r"^three inputs, please$"):
        optimizer.descend(objective)


# A module that has got other parameters.


def test_optimizer_knows_when_its_module_has_got_other_parameters():
    net = MLP(2, [3, 1])
    optimizer, of_values = SGD(net, 0.1), SGD(net.parameters(), 0.1)
    optimizer.check_parameters()
    net.layers[0] = Layer(2, 4)
    message = r"12 new, and would not be trained \(the first is layers\.0\.neurons\.0\.w\.0\); 9 gone \(the first"
    with pytest.raises(ValueError, match=message):
        optimizer.check_parameters()
    of_values.check_parameters()  # it may train any of them


@pytest.mark.parametrize("rate", ["0.1", None])
def test_rate_that_is_neither_number_nor_schedule_is_a_type_error(rate):
    with pytest.raises(TypeError, match="learning_rate is a number or a function of the number of steps"):
        SGD(values(1.0), rate)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ([], "at least one parameter, got none"),
        ([constant(1.0)], "parameter 0 of an optimizer must be a leaf that gets a gradient"),
        ([Value(1.0) * 2], "parameter 0 of an optimizer must be a leaf"),
        ([Value(1.0)] * 2, "each parameter once, got one twice"),
    ],
)
def test_wrong_parameters_are_a_value_error(parameters, message):
    with pytest.raises(ValueError, match=message):
        SGD(parameters, 0.1)


@pytest.mark.parametrize("parameters", [Value(1.0), None, 3, [1.0], ["x"]])
def test_parameters_of_the_wrong_kind_are_a_type_error(parameters):
    with pytest.raises(TypeError, match=r"of an optimizer must be a Value|needs a Module or a list of Values"):
        SGD(parameters, 0.1)


def test_rule_without_changes_says_what_is_missing():
    with pytest.raises(NotImplementedError, match="Optimizer needs a method `changes`"):
        Optimizer(values(1.0), 0.1).step()


# The learning rate, set between steps.


def stepped(optimizer, gradient=1.0):
    for parameter in optimizer.parameters:
        parameter.grad = gradient
    optimizer.step()
    return optimizer.parameters[0].data


def test_rate_that_is_set_is_that_of_the_next_step():
    optimizer = SGD(values(0.0), 0.5)
    assert stepped(optimizer) == -0.5
    optimizer.learning_rate = 0.25
    assert optimizer.learning_rate == 0.25
    assert stepped(optimizer) == -0.75


def test_schedule_that_is_set_counts_all_steps():
    optimizer = SGD(values(0.0), 0.5)
    stepped(optimizer)
    optimizer.learning_rate = schedules.piecewise({0: 1.0, 1: 0.25, 2: 0.125})
    assert optimizer.learning_rate == 0.25
    stepped(optimizer)
    assert optimizer.learning_rate == 0.125


def test_rate_that_is_set_leaves_what_the_rule_remembers():
    slow, fast = Momentum(values(0.0), 0.5), Momentum(values(0.0), 0.5)
    for optimizer in (slow, fast):
        stepped(optimizer)
    fast.learning_rate = 1.0
    assert stepped(fast) == stepped(slow) - 0.5


@pytest.mark.parametrize(
    ("rate", "error", "message"),
    [
        (0, ValueError, "positive and finite, got 0; only a schedule may come to 0"),
        (-0.1, ValueError, "positive and finite, got -0.1"),
        (math.nan, ValueError, "positive and finite, got nan"),
        (math.inf, ValueError, "positive and finite, got inf"),
        (lambda step: -1.0, ValueError, "positive and finite, got -1.0 for step 0"),
        ("0.1", TypeError, "learning_rate is a number or a function of the number of steps"),
        (None, TypeError, "learning_rate is a number or a function of the number of steps"),
    ],
)
def test_rate_that_is_none_is_refused_and_the_old_one_stays(rate, error, message):
    optimizer = SGD(values(1.0), 0.5)
    with pytest.raises(error, match=message):
        optimizer.learning_rate = rate
    assert optimizer.learning_rate == 0.5


def test_rule_without_a_rate_refuses_one():
    optimizer = AdaDelta(values(1.0))
    with pytest.raises(ValueError, match="AdaDelta has no learning rate to set"):
        optimizer.learning_rate = 0.1


@pytest.mark.parametrize(("remembers", "result"), [((), 0.1), ((), None), (("velocity",), (0.1,))])
def test_rule_that_returns_something_else_than_a_change_and_its_memory_is_refused(remembers, result):
    own = type("Own", (Optimizer,), {"remembers": remembers, "rule": lambda self, rate, sqrt: lambda *numbers: result})
    w = Value(1.0)
    wanted = ", ".join(["change", *remembers])
    with pytest.raises(TypeError, match=rf"the rule of Own returns a tuple, \({wanted},?\), got "):
        own([w], 0.1).step()
    assert w.data == 1.0
