"""An operation from outside works wherever those of the table do, and is refused by name where it cannot."""

import builtins
import copy
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import viz
from autograd_core import (
    NOTHING,
    TABLE,
    GraphError,
    Operation,
    Value,
    absolute,
    assert_gradients_match,
    check_operation,
    compile_graph,
    derivative_formula,
    exp,
    explain,
    formula,
    from_json,
    gradients,
    greater,
    load,
    operation,
    paths,
    recompute,
    save,
    sign,
    tangents,
    tanh,
    to_json,
    where,
)
from autograd_core.strategies import exact_operations, graphs
from autograd_core.value import OF_THE_PACKAGE
from tests.patience import PATIENCE

ROUNDING = 1e-12  # an array's and a number's logarithm, and sums in another order
EXECUTORS = ("arrays", "loop")
ROOT = Path(__file__).parents[2]


def cube_root() -> Operation:
    """With all that a row may say."""
    return operation(
        "cube_root",
        math.cbrt,
        partials=lambda out, x: (1 / (3 * out * out),),
        array=np.cbrt,
        javascript="Math.cbrt",
        symbol="∛",
        latex=r"\sqrt[3]{{{0}}}",
        clearance=abs,
        method="cbrt",
    )


def huber() -> Operation:
    """Of one input and a parameter, with a kink of its second derivative; its forward function has an `if`."""

    @operation(
        partials=lambda out, x, delta: (
            where(greater(absolute(x), delta), delta * sign(x), x),
            where(greater(absolute(x), delta), absolute(x) - delta, NOTHING),
        ),
        clearance=lambda x, delta: min(abs(abs(x) - delta), delta),
        branch=lambda x, delta: abs(x) > delta,
    )
    def huber(x: Any, delta: Any = 1.0) -> Any:
        return x * x / 2 if abs(x) <= delta else delta * (abs(x) - delta / 2)

    return huber


def squares() -> Operation:
    """Of any number of inputs."""
    return operation(
        "squares",
        lambda *xs: sum(x * x for x in xs),
        partials=lambda out, *xs: tuple([2 * x for x in xs]),
        symmetric=True,
    )


WAYS: dict[str, Callable[[], Operation]] = {"cube_root": cube_root, "huber": huber, "squares": squares}
every_row = pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)


def used(row: Operation) -> tuple[Value, list[Value]]:
    """A graph in which the row is one of several."""
    x, w = Value(0.7, "x"), Value(1.5, "w")
    return row(x * w) * w + row(w), [x, w]


@every_row
def test_row_passes_the_checks(make: Callable[[], Operation]) -> None:
    assert check_operation(make())


@every_row
def test_row_has_gradients_of_any_order(make: Callable[[], Operation]) -> None:
    row = make()
    assert_gradients_match(lambda x, w: row(x * w) * w + row(w), (0.7, 1.5), order=3)


@every_row
@pytest.mark.parametrize("executor", EXECUTORS)
def test_programs_give_eagers_numbers(make: Callable[[], Operation], executor: Any) -> None:
    row = make()
    if executor == "loop" and make is not cube_root:
        executor = None  # an `if`, and a Python sum
    output, (x, w) = used(row)
    program = compile_graph(output, [x], [w], executor=executor)
    batch = [[0.7], [-2.0], [0.1]]
    values, slopes = program.value_and_grad(batch)
    expected = []
    for (number,), value in zip(batch, values, strict=True):
        x.data = number
        recompute(output)
        assert value == pytest.approx(output.data, rel=ROUNDING)
        expected.append(gradients(output, [w])[0].data)
    assert slopes[0] == pytest.approx(sum(expected) / 3, rel=ROUNDING)


@every_row
def test_row_is_kept_in_files_pickles_and_copies(make: Callable[[], Operation], tmp_path: Path) -> None:
    row = make()
    output, _ = used(row)
    save(tmp_path / "graph.json", output)
    program = compile_graph(output, [], executor="arrays")
    for again in (
        load(tmp_path / "graph.json")[0],
        from_json(to_json(output))[0],
        pickle.loads(pickle.dumps(output)),
        copy.deepcopy(output),
    ):
        assert again.data == output.data
        again.backward()
    assert pickle.loads(pickle.dumps(row)) is row
    assert pickle.loads(pickle.dumps(program))([[]]) == pytest.approx(output.data, rel=ROUNDING)


@every_row
def test_row_is_drawn_explained_and_written(make: Callable[[], Operation]) -> None:
    row = make()
    output, (x, _) = used(row)
    assert row.symbol in viz.draw(output).svg
    assert viz.draw_backward(output).svg
    assert explain(output, x).gradient == gradients(output, [x])[0].data
    assert f"{row.name}(x*w" in formula(output)
    assert row.name in derivative_formula(row(x), x) or make is not cube_root


def test_formulas_are_as_the_row_says() -> None:
    x, y = Value(8.0, "x"), Value(2.0, "y")
    root = cube_root()
    assert formula(root(x) * y, "latex") == r"\sqrt[3]{x} \cdot y"
    assert derivative_formula(root(x), x) == "1/(3*cube_root(x)**2)"
    share = operation(
        "share",
        lambda x, y: x / (x + y),
        partials=lambda out, x, y: ((1 - out) / (x + y), -out / (x + y)),
        text="{0:2}/({0:1}+{1:1})",
    )
    assert formula(y * share(x + 1, y)) == "y*((x+1)/(x+1+y))"  # parentheses where nobody knows how strongly it binds


def test_row_is_drawn_in_random_graphs() -> None:
    rows = [huber(), squares(), "multiply", "tanh"]

    @settings(max_examples=30)
    @given(graphs(operations=rows, clearance=0.01))
    def test(graph: Any) -> None:
        assert_gradients_match(graph, graph.point, allow_vacuous=True)

    test()
    cube_root()
    assert {"huber", "squares"} <= set(exact_operations())
    assert "cube_root" not in exact_operations()


def test_method_is_there_where_it_is_asked_for() -> None:
    cube_root()
    assert Value(8.0).cbrt().data == 2  # type: ignore[attr-defined]
    assert not hasattr(Value, "cube_root")
    operation("twice", lambda x: 2 * x, partials=(2,), method=True)
    assert Value(8.0).twice().data == 16  # type: ignore[attr-defined]
    operation("thrice", lambda x: 3 * x, partials=(3,))
    assert not hasattr(Value, "thrice")


def test_defaults_are_those_of_the_forward_function() -> None:
    row = huber()
    assert row(3.0) == row(3.0, 1.0) == 2.5
    assert row(3.0, 2.0) == 4


def test_any_number_of_inputs_comes_one_by_one_or_as_a_list() -> None:
    row = squares()
    assert row(1.0, 2.0, 3.0) == row([1.0, 2.0, 3.0]) == 14


def test_operation_is_made_of_a_function_a_name_and_a_function_or_as_a_decorator() -> None:
    def doubled(x: Any) -> Any:
        """Twice x."""
        return 2 * x

    assert operation(doubled, partials=(2,)).name == "doubled"
    assert operation("double", doubled, partials=(2,))(3) == 6
    assert operation(name="double_again", forward=doubled, partials=(2,))(3) == 6
    assert operation("by_name", partials=(2,))(doubled)(3) == 6
    assert operation(partials=(2,))(doubled)(Value(3.0)).data == 6
    assert operation("larger", max, arity=2, partials=lambda out, x, y: (greater(x, y), greater(y, x)))(1, 2) == 2
    assert operation(np.arctan, partials=lambda out, x: (1 / (1 + x * x),)).name == "arctan"


# Forward functions that arrays cannot run, or run as something else.

ON_NUMBERS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "math": (lambda x: math.erf(x), lambda out, x: (2 / math.sqrt(math.pi) * exp(-x * x),)),
    "if": (lambda x: x if x > 0 else 0.0, lambda out, x: (where(greater(x, 0), 1, NOTHING),)),
    "size": (lambda x: x * np.size(x), lambda out, x: (1,)),
    "shape": (lambda x: np.sum(x), lambda out, x: (1,)),
    "refusing": (lambda x: math.sqrt(x), lambda out, x: (0.5 / out,)),
}


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("way", ON_NUMBERS)
def test_forward_function_of_numbers_is_called_for_each_in_programs(way: str, precision: Any) -> None:
    forward, partials = ON_NUMBERS[way]
    row = operation("of_numbers", forward, partials=partials)
    x, w = Value(0.5), Value(1.0)
    program = compile_graph(row(x) * w, [x], [w], precision=precision)
    assert program.executor == "array code"
    for batch in ([[0.25]], [[0.5], [2.0], [0.25]]):
        expected = [float(forward(x)) for (x,) in batch]
        assert program(batch) == pytest.approx(expected, rel=1e-6 if precision == "float32" else ROUNDING)


def test_forward_function_that_decides_for_a_whole_array_is_called_for_each_number() -> None:
    size = operation("size", lambda x: x if np.all(x > 0) else -x, partials=lambda out, x: (sign(x),), kinks=(0,))
    order = operation("order", lambda x, y: x if np.all(x > y) else y, partials=(1, 0))
    x, y = Value(2.0), Value(1.0)
    assert compile_graph(size(x), [x])([[1.0], [-1.0], [-3.0]]).tolist() == [1, 1, 3]
    assert compile_graph(order(x, y), [x, y])([[1.0, 2.0], [2.0, 1.0]]).tolist() == [2, 2]


def test_function_of_numpy_is_tried_beyond_its_domain_in_silence(recwarn: pytest.WarningsRecorder) -> None:
    row = operation("of_numpy", lambda x: np.log(x), partials=lambda out, x: (1 / x,), clearance=lambda x: x)
    x = Value(2.0)
    assert compile_graph(row(x), [x])([[1.0], [4.0]]).tolist() == [0, math.log(4)]
    assert [str(warning.message) for warning in recwarn] == []


def test_rule_that_decides_by_its_inputs_is_refused_when_it_is_compiled() -> None:
    row = operation("decides", abs, partials=lambda out, x: (1 if x > 0 else -1,), kinks=(0,))
    x, w = Value(2.0), Value(3.0)
    assert gradients(row(x), [x])[0].data == 1
    for leaf, options in ((x, {"input_gradients": True}), (w, {})):
        with pytest.raises(GraphError, match=r"partials of decides: a graph .* cannot depend on a comparison"):
            compile_graph(row(leaf) * w, [x], **options)  # type: ignore[arg-type]
    assert compile_graph(row(x) * w, [x])([[-2.0]]).tolist() == [6]


def test_sample_that_the_forward_function_refuses_is_nan() -> None:
    forward, partials = ON_NUMBERS["refusing"]
    x = Value(0.5)
    program = compile_graph(operation("root", forward, partials=partials)(x).step(), [x])
    values = program([[4.0], [-1.0]])
    assert values[0] == 1
    assert math.isnan(values[1])


def test_form_for_arrays_that_is_wrong_is_refused_by_name_when_it_is_compiled() -> None:
    x = Value(0.5)
    wrong: list[tuple[Callable[..., Any], str]] = [
        (lambda x: 2 * x, "gives 1 in an array and 0.5"),
        (np.sum, r"gives an array of shape \(\)"),
        (math.sin, "cannot take them"),
        (lambda x: x[:1], r"gives an array of shape \(1, 2\)"),
        (lambda x: np.multiply(x, 2, out=x) / 2, "changes the arrays that it is given"),
    ]
    for array, message in wrong:
        row = operation("wrong", lambda x: x, partials=(1,), array=array)
        with pytest.raises(GraphError, match=f"that of wrong {message}"):
            compile_graph(row(x), [x])


def test_loop_runs_arithmetic_and_names_what_it_cannot_run() -> None:
    x = Value(0.5)
    row = operation("bump", lambda x: 1 / (1 + x * x), partials=lambda out, x: (-2 * x * out * out,))
    assert compile_graph(row(x), [x], executor="loop")([[2.0]]) == [0.2]
    with pytest.raises(ValueError, match="arithmetic on arrays, and <operation huber> is another"):
        compile_graph(huber()(x), [x], executor="loop")


@pytest.mark.thorough
def test_form_for_jax_runs_in_its_compiler() -> None:
    import jax

    root = operation("root", math.cbrt, partials=lambda out, x: (1 / (3 * out * out),), jax=jax.numpy.cbrt)
    assert jax.jit(root)(8.0) == pytest.approx(2, rel=1e-6)
    without = operation("without", math.cbrt, partials=lambda out, x: (1 / (3 * out * out),))
    with pytest.raises(TypeError, match=r"without does not run on arrays of JAX .*operation\(\.\.\., jax=\.\.\.\)"):
        jax.jit(without)(8.0)
    plain = operation("plain", lambda x: x * x, partials=lambda out, x: (2 * x,))
    assert jax.grad(plain)(3.0) == 6


# Pages.


def test_page_has_the_kernel_or_refuses_by_name() -> None:
    page = viz.stepper(cube_root()(Value(8.0, "x"))).html
    assert "KERNELS['cube_root'] = (Math.cbrt);" in page
    for build in (lambda: huber()(Value(1.0)), lambda: huber()(Value(1.0)) * 2):
        with pytest.raises(GraphError, match=r"how huber is computed there; .*operation\(\.\.\., javascript="):
            viz.stepper(build())


def test_kernel_of_an_operation_that_stands_in_a_rule_alone_is_asked_for() -> None:
    slope = operation("slope_alone", lambda x: 2 * x, partials=(2,))
    row = operation("outer", lambda x: x * x, partials=lambda out, x: (slope(x),), javascript="(x) => x * x")
    with pytest.raises(GraphError, match="how slope_alone is computed there"):
        viz.stepper(row(Value(3.0)))


def test_kernel_cannot_end_the_pages_script() -> None:
    row = operation("sly", lambda x: x, partials=(1,), javascript="(x) => { '</script>'; return x; }")
    assert viz.stepper(row(Value(1.0))).html.count("</script>") == viz.stepper(Value(1.0) * 2).html.count("</script>")


# Wrong rules are named.

WRONG_RULES: dict[str, tuple[Any, str]] = {
    "no tuple": (lambda out, x, y: y, r"must be a tuple of 2, one local gradient per input, got 3.0|got float 3.0"),
    "too few": (lambda out, x, y: (y,), "must be a tuple of 2, one local gradient per input, got 1"),
    "too many": (lambda out, x, y: (y, x, 0), "must be a tuple of 2, one local gradient per input, got 3"),
    "none": (lambda out, x, y: (y, None), "got None for input 1; it is a number, a Value or NOTHING"),
    "text": (lambda out, x, y: ("y", x), "got str 'y' for input 0; it is a number, a Value or NOTHING"),
}


@pytest.mark.parametrize("fault", WRONG_RULES)
def test_wrong_rule_is_named_wherever_it_runs(fault: str) -> None:
    partials, message = WRONG_RULES[fault]
    row = operation("area", lambda x, y: x * y, partials=partials)
    x, y = Value(2.0), Value(3.0)
    out = row(x, y)
    for run in (
        out.backward,
        lambda: gradients(out, [x]),
        lambda: explain(out, x),
        out.local_gradients,
        lambda: compile_graph(out, [x, y], input_gradients=True),
        lambda: tangents([out], [x], [1.0]),
        lambda: paths(out, x),
    ):
        with pytest.raises(TypeError, match=f"partials of area .*({message})"):
            run()
    assert (x.grad, y.grad) == (0, 0)


OPERATION: Any = operation  # as untyped code calls it
Q: Any = partial(operation, "q")

REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: operation("exp", math.exp, partials=(1,)), ValueError, "an operation called 'exp' already, made by"),
    (lambda: operation("a b", math.exp, partials=(1,)), ValueError, "name is a Python identifier, got 'a b'"),
    (lambda: operation("for", math.exp, partials=(1,)), ValueError, "name is a Python identifier, got 'for'"),
    (lambda: operation(lambda x: x, partials=(1,)), ValueError, "got a forward function without a name of its own"),
    (lambda: operation("leaf", math.exp, partials=(1,)), ValueError, "'leaf' is what a node without an operation"),
    (lambda: OPERATION(3, partials=(1,)), TypeError, "takes a name or a forward function first, got int 3"),
    (lambda: Q(3, partials=(1,)), TypeError, "operation needs a function, got"),
    (lambda: OPERATION(math.exp, math.exp, partials=(1,)), TypeError, "takes one forward function, got"),
    (lambda: Q(math.exp), TypeError, "partials"),
    (lambda: Q(math.exp, partials=3), TypeError, "partials of q needs a function, got int 3"),
    (lambda: Q(math.exp, partials=(1, 2)), TypeError, "partials of q must be a tuple of 1, .* got 2"),
    (lambda: Q(lambda *x: x[0], partials=(1,)), TypeError, "so its partials are a function"),
    (lambda: Q(math.exp, partials=lambda x: (1,)), TypeError, r"take the output and then the inputs"),
    (lambda: Q(math.exp, partials=(1,), textbook=lambda x: (1,)), TypeError, "textbook of q take"),
    (lambda: Q(lambda: 1, partials=()), TypeError, "got one that takes none"),
    (lambda: Q(lambda *, x: x, partials=(1,)), TypeError, "come by position"),
    (lambda: Q(lambda x="1": x, partials=(1,)), TypeError, "the defaults of q are numbers, got"),
    (lambda: Q(math.exp, partials=(1,), text="{1}"), ValueError, r"names its inputs by their numbers, \{0\} the"),
    (lambda: Q(math.exp, partials=(1,), latex=r"\sqrt{x}"), ValueError, "are written twice"),
    (lambda: Q(math.exp, partials=(1,), text="e"), ValueError, r"formula of q names its inputs, \{0\} the"),
    (lambda: Q(math.exp, partials=(1,), text="{0"), ValueError, "formula of q is a template such as"),
    (lambda: Q(lambda *x: x[0], partials=lambda out, *x: x, text="{0}"), ValueError, "any number of inputs"),
    (lambda: Q(math.exp, partials=(1,), method="backward"), ValueError, "a Value has 'backward' already"),
    (lambda: Q(math.exp, partials=(1,), method="exp"), ValueError, "a Value has 'exp' already"),
    (lambda: Q(math.exp, partials=(1,), method="my q"), ValueError, "identifier, got 'my q'"),
    (lambda: Q(max, arity=2, partials=(1, 0), kinks=(0,)), TypeError, "kinks are those of a function of one"),
    (lambda: Q(abs, partials=(1,), kinks=(0,), clearance=abs), TypeError, "kinks or clearance, got both"),
    (lambda: Q(abs, partials=(1,), kinks=0), TypeError, r"kinks of q are a list of numbers, got int 0; write \(0,\)"),
    (lambda: Q(abs, partials=(1,), kinks="0"), TypeError, "kinks of q are a list of numbers, got str '0'"),
    (lambda: Q(abs, partials=(1,), kinks=(None,)), TypeError, "kinks of q are finite numbers, got None"),
    (lambda: Q(abs, partials=(1,), kinks=[math.nan]), TypeError, "kinks of q are finite numbers, got float nan"),
    (lambda: Q(abs, partials=(1,), clearance=3), TypeError, "clearance of q needs a function, got int 3"),
    (lambda: Q(abs, partials=(1,), clearance=lambda x, y: 1), TypeError, "clearance of q takes 1 input, as q does"),
    (lambda: Q(abs, partials=(1,), branch=lambda: 1), TypeError, "branch of q takes 1 input, as q does"),
    (lambda: Q(abs, partials=(1,), array=3), TypeError, "array of q needs a function, got int 3"),
    (lambda: Q(abs, partials=(1,), jax=3), TypeError, "jax of q needs a function, got int 3"),
    (lambda: Q(abs, partials=(1,), javascript=abs), TypeError, "javascript of q is a str, got builtin_function"),
    (lambda: Q(abs, partials=(1,), role=3), TypeError, "role of q is a str, got int 3"),
    (lambda: Q(abs, partials=(1,), latex=3), TypeError, "latex of q is a str, got int 3"),
    (lambda: Q(abs, partials=(1,), method=3), TypeError, "method is True or the method's name, got int 3"),
    (lambda: Q(abs, partials=(1,), method="__len__"), ValueError, "has no two underscores before it, .* '__len__'"),
    (lambda: Q(abs, partials=(1,), arity="1"), TypeError, "arity is how many inputs there are, .* got str '1'"),
    (lambda: Q(abs, partials=(1,), arity=0), TypeError, "arity is how many inputs there are, .* got int 0"),
]  # fmt: skip


def test_textbooks_rule_may_be_the_same_everywhere() -> None:
    x = Value(3.0, "x")
    twice = operation("twice", lambda x: 2 * x, partials=(2.0,), textbook=(2,))
    assert derivative_formula(twice(x), x) == "2"
    assert check_operation(twice)


@pytest.mark.parametrize(("make", "kind", "message"), REFUSED)
def test_what_makes_no_operation_is_refused_at_the_door(make: Any, kind: type[Exception], message: str) -> None:
    before = dict(TABLE)
    with pytest.raises(kind, match=message):
        make()
    assert before == TABLE
    assert not hasattr(Value, "q")


def test_forward_function_that_gives_no_number_is_named() -> None:
    row = operation("nothing_at_all", lambda x: None, partials=(1,))
    for x in (1.0, Value(1.0)):
        with pytest.raises(TypeError, match=r"nothing_at_all .* its forward function must give a number, gave None"):
            row(x)


def test_forward_function_that_gives_a_node_or_an_array_is_named() -> None:
    for forward, message in ((Value, "a Value, 1.0"), (lambda x: np.array([x]), r"ndarray array\(\[1\.\]\)")):
        row = operation("wraps", forward, arity=1, partials=(1,))
        for x in (1.0, Value(1.0)):
            with pytest.raises(TypeError, match=f"wraps .* its forward function must give a number, gave {message}"):
                row(x)


def test_array_of_one_number_is_that_number() -> None:
    row = operation("boxed", lambda x: np.asarray(x * x), partials=lambda out, x: (2 * x,))
    assert type(row(3.0)) is np.float64
    assert row(Value(3.0)).data == 9
    assert check_operation(row)


def test_domain_stands_in_the_error() -> None:
    row = operation("root", math.sqrt, partials=lambda out, x: (0.5 / out,), domain="an input that is not negative")
    with pytest.raises(ValueError, match=r"root needs an input that is not negative, got -1\.0 \(node 'x'\)"):
        row(Value(-1.0, "x"))


# Names.


def made_by(module: str, factor: int, *options: str) -> Operation:
    """`scaled`, as another module makes it."""
    namespace = {"__name__": module, "operation": operation}
    given = "".join(f", {option}" for option in options)
    exec(f"scaled = operation('scaled', lambda x: {factor} * x, partials=({factor},){given})", namespace)
    row: Operation = namespace["scaled"]
    return row


def test_module_may_make_its_name_anew_and_no_other_may() -> None:
    first = made_by("cells", 2, "method=True")
    node = first(Value(1.0))
    second = made_by("cells", 3, "method=True")
    assert TABLE["scaled"] is second
    assert Value(1.0).scaled().data == 3  # type: ignore[attr-defined]
    recompute(node)
    assert node.data == 2
    for keep in (to_json, pickle.dumps):
        with pytest.raises(ValueError, match="'scaled' is not in the table, or another took its place"):
            keep(node)
    with pytest.raises(ValueError, match="'scaled' already, made by the module 'cells'; give yours another name"):
        made_by("elsewhere", 4)
    assert TABLE["scaled"] is second


def test_method_goes_when_its_row_is_made_anew_without() -> None:
    made_by("cells", 2, "method='by_two'")
    made_by("cells", 3)
    assert not hasattr(Value, "by_two")


def test_row_that_is_refused_leaves_the_one_before() -> None:
    first = made_by("cells", 2, "method=True")
    with pytest.raises(ValueError, match="a Value has 'exp' already"):
        made_by("cells", 3, "method='exp'")
    assert TABLE["scaled"] is first
    assert Value(1.0).scaled().data == 2  # type: ignore[attr-defined]


def test_reader_that_lacks_the_row_is_told_what_to_import() -> None:
    output = made_by("shop.prices", 2)(Value(1.0))
    text, pickled = to_json(output), pickle.dumps(output)
    del TABLE["scaled"]
    for read, what, kind in ((from_json, text, GraphError), (pickle.loads, pickled, ValueError)):
        with pytest.raises(kind, match=r"'scaled'; it is made in the module 'shop\.prices': import that first"):
            read(what)  # type: ignore[operator]
    made_by("__main__", 2)
    text = to_json(made_by("__main__", 2)(Value(1.0)))
    del TABLE["scaled"]
    with pytest.raises(GraphError, match="a script or notebook made it with operation"):
        from_json(text)


@pytest.mark.parametrize("modules", ["[]", '{"scaled": 3}', "null"])
def test_file_whose_modules_are_no_names_is_refused(modules: str) -> None:
    text = to_json(made_by("cells", 2)(Value(1.0)))
    assert '"modules":{"scaled":"cells"}' in text
    with pytest.raises(GraphError, match="not a saved graph: modules are names by name"):
        from_json(text.replace('{"scaled":"cells"}', modules))


def test_pickle_is_read_by_a_process_that_imports_the_module(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(
        "from autograd_core import operation\n"
        "def scaled_by(n):\n"
        "    return operation('scaled', lambda x: n * x, partials=(n,))\n"  # a closure: it is kept by its name
        "scaled = scaled_by(2)\n",
        encoding="utf-8",
    )
    write = "import pickle, shop; from autograd_core import Value; "
    write += "sys.stdout.buffer.write(pickle.dumps(shop.scaled(Value(3.0))))"
    read = "import pickle, sys; {}print(pickle.loads(sys.stdin.buffer.read()).data)"

    def run(code: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]; {code}"],
            input=given, capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    pickled = run(write).stdout
    assert run(read.format("import shop; "), pickled).stdout.strip() == b"6.0"
    assert b"no operation is called 'scaled'; it is made in the module 'shop': import that first" in (
        run(read.format(""), pickled).stderr
    )


def test_rows_of_the_package_are_its_own() -> None:
    cube_root()
    assert {row.name for row in OF_THE_PACKAGE} == {name for name in TABLE if name != "cube_root"}
    assert not any(row.module for row in OF_THE_PACKAGE)
    assert tanh in OF_THE_PACKAGE


def test_names_of_python_are_nobodys_row() -> None:
    assert not set(TABLE) & set(dir(builtins)) - {"sum"}
