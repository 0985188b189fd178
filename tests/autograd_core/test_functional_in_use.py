"""Scripts as users of SciPy and of dataclasses write them: derivatives go in as they stand."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.optimize

from autograd_core import assert_gradients_match, grad, hessian, hvp, jacobian, tanh, value_and_grad

# How near an optimizer gets to a minimum along a flat valley.
OPTIMUM = 1e-3
# Where the residuals vanish it gets nearer.
FIT = 1e-6

START = np.array([-1.2, 1.0, 0.8])


def rosenbrock(x: Any) -> Any:
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


@pytest.mark.parametrize("method", ["BFGS", "L-BFGS-B", "CG", "SLSQP"])
def test_minimize_takes_value_and_grad(method: str) -> None:
    found = scipy.optimize.minimize(value_and_grad(rosenbrock), START, jac=True, method=method, tol=1e-9)
    np.testing.assert_allclose(found.x, 1, atol=OPTIMUM)


def test_minimize_takes_hessians_and_products_with_them() -> None:
    newton = scipy.optimize.minimize(
        rosenbrock, START, jac=grad(rosenbrock), hess=hessian(rosenbrock), method="trust-exact"
    )
    products = scipy.optimize.minimize(
        rosenbrock, START, jac=grad(rosenbrock), hessp=lambda x, p: hvp(rosenbrock, x, p), method="trust-krylov"
    )
    np.testing.assert_allclose([newton.x, products.x], 1, atol=OPTIMUM)


def test_minimize_hands_on_further_arguments_and_constraints() -> None:
    def distance(x: Any, target: Any) -> Any:
        return np.sum((x - target) ** 2)

    def circle(x: Any) -> Any:
        return x @ x - 1

    target = np.array([3.0, 4.0])
    free = scipy.optimize.minimize(value_and_grad(distance), [0, 0], args=(target,), jac=True)
    np.testing.assert_allclose(free.x, target, atol=OPTIMUM)
    constraint = {"type": "eq", "fun": circle, "jac": grad(circle)}
    bound = scipy.optimize.minimize(
        value_and_grad(distance), [1.0, 0.0], args=(target,), jac=True, constraints=[constraint]
    )
    np.testing.assert_allclose(bound.x, target / 5, atol=OPTIMUM)


def test_root_and_root_scalar_and_newton() -> None:
    def f(x: Any) -> Any:
        return [x[0] + 0.5 * (x[0] - x[1]) ** 3 - 1, 0.5 * (x[1] - x[0]) ** 3 + x[1]]

    for method in ("hybr", "lm"):
        found = scipy.optimize.root(f, np.zeros(2), jac=jacobian(f), method=method)
        np.testing.assert_allclose(f(found.x), 0, atol=FIT)

    def square(x: Any) -> Any:
        return x * x - 2

    assert scipy.optimize.root_scalar(value_and_grad(square), x0=1.0, fprime=True).root == pytest.approx(2**0.5)
    assert scipy.optimize.newton(square, 1.0, fprime=grad(square), fprime2=grad(grad(square))) == pytest.approx(2**0.5)


TIMES = np.linspace(0, 3, 20)
MEASURED = 2.5 * np.exp(-1.3 * TIMES) + 0.5


def decay(t: Any, size: Any, rate: Any, rest: Any) -> Any:
    return size * np.exp(-rate * t) + rest


def residuals(p: Any) -> Any:
    return decay(TIMES, *p) - MEASURED


@pytest.mark.parametrize("method", ["trf", "lm"])
def test_least_squares_takes_the_jacobian(method: str) -> None:
    found = scipy.optimize.least_squares(residuals, [1, 1, 0], jac=jacobian(residuals), method=method)
    np.testing.assert_allclose(found.x, [2.5, 1.3, 0.5], rtol=FIT)
    assert jacobian(residuals)(found.x).shape == (20, 3)


def test_curve_fit_takes_derivatives_by_name() -> None:
    by_parameter = jacobian(decay, ("size", "rate", "rest"))
    found, _ = scipy.optimize.curve_fit(decay, TIMES, MEASURED, jac=lambda *xs: np.transpose(by_parameter(*xs)))
    np.testing.assert_allclose(found, [2.5, 1.3, 0.5], rtol=FIT)


def test_line_search_steps_back_from_where_there_is_no_value() -> None:
    def barrier(x: Any) -> Any:
        return np.sum(x - np.log(x))

    bounds = [(1e-9, None)] * 2
    found = scipy.optimize.minimize(value_and_grad(barrier), [5.0, 0.1], jac=True, bounds=bounds)
    np.testing.assert_allclose(found.x, 1, atol=OPTIMUM)


# A model as a dataclass, trained by hand.


class Layer(NamedTuple):
    weights: Any
    bias: Any


@dataclass(frozen=True)
class Net:
    hidden: Layer
    output: Layer
    activation: str = "tanh"
    sizes: tuple[int, ...] = field(init=False, default=(2, 4, 1))


def predicted(net: Net, x: Any) -> Any:
    assert net.activation == "tanh"
    return tanh(x @ net.hidden.weights + net.hidden.bias) @ net.output.weights + net.output.bias


def loss(net: Net, x: Any, y: Any) -> Any:
    return np.mean((predicted(net, x) - y) ** 2)


def stepped(net: Net, gradient: Net, rate: float) -> Net:
    layers = [
        Layer(layer.weights - rate * slope.weights, layer.bias - rate * slope.bias)
        for layer, slope in ((net.hidden, gradient.hidden), (net.output, gradient.output))
    ]
    return Net(*layers, activation=net.activation)


def test_dataclass_of_arrays_is_trained_by_its_gradient() -> None:
    draw = np.random.default_rng(0)
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 1, 1, 0])
    net = Net(Layer(draw.normal(size=(2, 4)), np.zeros(4)), Layer(draw.normal(size=4), np.array(0.0)))
    assert_gradients_match(lambda net: loss(net, x, y), net)
    before = loss(net, x, y)
    for _ in range(30):
        value, gradient = value_and_grad(loss)(net, x, y)
        assert (type(gradient), type(gradient.hidden), gradient.activation, gradient.sizes) == (Net, Layer, None, None)
        assert gradient.hidden.weights.shape == (2, 4)
        net = stepped(net, gradient, 0.2)
    assert loss(net, x, y) < value < before
