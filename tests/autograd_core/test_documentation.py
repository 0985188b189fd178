"""help(), inspect and docstrings tell of each function of the table what a user needs."""

import inspect
import pydoc
from typing import Any

import pytest

import autograd_core
from autograd_core import (
    TABLE,
    Operation,
    Role,
    Value,
    debug,
    exp,
    grad,
    leaky_relu,
    maximum,
    no_grad,
    power,
    recording,
    relu,
    where,
)  # fmt: skip
from autograd_core.documentation import docstring, slopes_at_kink

every_row = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


@every_row
def test_row_says_what_it_computes_in_a_sentence(row: Operation) -> None:
    assert row.about.endswith("."), f"{row.name} needs about=, what it computes in a sentence"
    assert row.about in str(row.__doc__)


@every_row
def test_docstring_has_formulas_domain_and_kinks(row: Operation) -> None:
    lines = str(row.__doc__).splitlines()
    assert lines[0].startswith(f"{row.name}(")
    assert sum("d out / d " in line for line in lines) == (row.arity or 3)
    assert any(line.startswith("Domain: ") and (row.needs or "any number") in line for line in lines)
    assert any(line.startswith("Kink: ") for line in lines) == (row.branch is not None)


@every_row
def test_row_with_kinks_says_where_and_has_slopes_there(row: Operation) -> None:
    assert bool(row.kinks) == (row.branch is not None), f"{row.name} needs kinks= beside branch=, and only there"
    assert bool(slopes_at_kink(row)) == (row.branch is not None)


@every_row
def test_signature_takes_as_many_inputs_as_the_row(row: Operation) -> None:
    inputs = [1.0] * (row.arity or 5)
    assert inspect.signature(row).bind(*inputs)
    if row.arity is not None:
        assert inspect.signature(row).bind(*inputs[: row.arity - len(row.defaults)])
        with pytest.raises(TypeError):
            inspect.signature(row).bind(*inputs, 1.0)


def test_signatures_name_inputs_as_the_rule_does() -> None:
    assert str(inspect.signature(where)) == "(condition, x, y, /)"
    assert str(inspect.signature(leaky_relu)) == "(x, slope=0.01, /)"
    assert str(inspect.signature(maximum)) == "(*inputs)"
    assert str(inspect.signature(Value(1.0).leaky_relu)) == "(slope=0.01, /) -> 'Value'"


def test_help_at_the_prompt_is_about_the_function() -> None:
    text = pydoc.render_doc(exp, renderer=pydoc.plaintext)
    for told in ("exp(x)\n", "e to the power of x.", "d out / d x = out", "Domain: any number.", "x.exp()"):
        assert told in text
    assert "the rule gives 0 there" in str(relu.__doc__)
    assert "out = x**y" in str(power.__doc__)


def test_class_keeps_its_own_docstring_and_signature() -> None:
    assert str(Operation.__doc__).startswith("One row of the table")
    assert "partials" in inspect.signature(Operation).parameters
    assert "partials" in pydoc.render_doc(Operation, renderer=pydoc.plaintext)


def test_method_says_what_it_computes() -> None:
    assert str(Value.exp.__doc__).startswith(exp.about)
    assert str(inspect.signature(Value.relu)) == "(self, /) -> 'Value'"


def test_operators_say_what_they_do() -> None:
    text = pydoc.render_doc(Value, renderer=pydoc.plaintext)
    for told in ("The sum of x and y.", "The product of x and y.", "The comparison of the numbers", "Refused: "):
        assert told in text


def test_row_from_outside_has_a_docstring_whatever_its_rule_does() -> None:
    def fails(*inputs: Any) -> Any:
        raise ValueError("no value here")

    row = Operation("mine", "m", Role.SCALER, forward=fails, partials=fails, arity=2)
    assert str(row.__doc__).startswith("mine(x, y)")
    assert "Domain: any numbers." in str(row.__doc__)
    assert grad(row).__doc__ == row.__doc__


@pytest.mark.parametrize("mode", [no_grad, recording, debug])
def test_docstring_is_the_same_in_every_mode(mode: Any) -> None:
    with mode():
        assert docstring(power) == power.__doc__


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("exp", "x.exp()"),
        ("atan2", "y.atan2(x)"),
        ("leaky_relu", "x.leaky_relu(slope=0.01)"),
        ("maximum", "x.maximum(*others)"),
    ],
)
def test_method_is_written_as_one_calls_it(name: str, call: str) -> None:
    assert f"Also a method: {call}." in str(TABLE[name].__doc__)


def test_method_of_another_name_is_written_by_it() -> None:
    row = Operation("mine", "m", Role.SCALER, forward=abs, partials=(1,), is_method=True, method="my_own")
    assert "Also a method: x.my_own()." in str(row.__doc__)


def test_docstring_is_made_once() -> None:
    assert exp.__doc__ is exp.__doc__


def test_every_public_name_has_a_docstring() -> None:
    named = {name: getattr(autograd_core, name) for name in autograd_core.__all__}
    assert [name for name, thing in named.items() if callable(thing) and not inspect.getdoc(thing)] == []
