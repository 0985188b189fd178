"""Trees: whatever structure a function takes, its derivative comes back in it; properties over random ones."""

import dataclasses
import types
from collections import Counter, OrderedDict, UserDict, defaultdict
from dataclasses import InitVar, dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograd_core import Value, check_gradients, grad, hessian, hvp, jacobian, jvp, numerical_gradient, vjp
from autograd_core.trees import flat, like, matching

# Differences of two sides, of a function that is a square in each number.
DIFFERENCES = 1e-6
# Sums of products of floats in two orders.
ROUNDING = 1e-12


class Pair(NamedTuple):
    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class Parts:
    one: Any
    other: Any


class Steps(list[Any]):
    """A list of one's own."""


def is_flag(x: Any) -> bool:
    """Said in another way than the package does."""
    if isinstance(x, list | tuple | dict | Parts):
        return False
    return x is None or numpy.asarray(x).dtype.kind in "bSU"


numbers = st.integers(-3, 3).map(float)
flags = st.sampled_from([True, None, "relu", b"x", numpy.False_, numpy.array([True, False]), numpy.array(["a"])])
real_arrays = arrays(numpy.float64, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=2), elements=numbers)


def _around(branches: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(branches, max_size=3)
    dicts = st.dictionaries(st.sampled_from("abc"), branches, max_size=3)
    return st.one_of(
        lists,
        lists.map(tuple),
        lists.map(Steps),
        dicts,
        dicts.map(OrderedDict),
        dicts.map(lambda items: defaultdict(float, items)),
        st.builds(Pair, branches, branches),
        st.builds(Parts, branches, branches),
    )


trees = st.recursive(st.one_of(numbers, real_arrays, flags), _around, max_leaves=6).filter(
    lambda tree: not is_flag(tree)
)


def structure(tree: Any) -> Any:
    """What must come back: classes, keys, names, shapes and types; for flags None."""
    if isinstance(tree, numpy.ndarray) and tree.dtype.kind == "f":
        return (numpy.ndarray, tree.shape, tree.dtype)
    if is_flag(tree):
        return None
    if isinstance(tree, dict):
        return (type(tree), [(key, structure(branch)) for key, branch in tree.items()])
    if dataclasses.is_dataclass(tree):
        return (type(tree), [structure(getattr(tree, field.name)) for field in dataclasses.fields(tree)])
    return (type(tree), [structure(branch) for branch in tree]) if isinstance(tree, list | tuple) else "number"


def weighted_squares(tree: Any) -> Any:
    return sum((k * x * x for k, x in enumerate(flat(tree), 1)), 0)


@given(trees)
def test_gradient_comes_back_in_the_structure_of_the_argument(tree: Any) -> None:
    gradient = grad(weighted_squares)(tree)
    assert structure(gradient) == structure(tree)
    assert flat(gradient) == [2 * k * x for k, x in enumerate(flat(tree), 1)]


@given(trees)
def test_numbers_of_a_tree_put_back_make_the_tree(tree: Any) -> None:
    again = like(tree, iter(flat(tree)))
    assert structure(again) == structure(tree)
    assert flat(again) == flat(tree) == matching(again, tree)
    values = [Value(x) for x in flat(tree)]
    assert flat(like(tree, iter(values))) == values


@given(trees, st.data())
def test_jacobian_vjp_and_jvp_of_trees_agree(tree: Any, data: st.DataObject) -> None:
    def f(tree: Any) -> Any:
        found = flat(tree)
        return {
            "squares": weighted_squares(tree),
            "rest": Pair([found[0] * found[-1], "flag"] if found else [0.0], 7.0),
        }

    count = len(flat(tree))
    direction = data.draw(st.lists(numbers, min_size=count, max_size=count))
    jac = jacobian(f)(tree)
    output, pull = vjp(f, tree)
    same, slopes = jvp(f, (tree,), (like(tree, iter(direction)),))
    assert output == same == f(tree)
    rows = [jac["squares"], jac["rest"].first[0], jac["rest"].second]
    for i, (row, slope) in enumerate(zip(rows, flat(slopes), strict=True)):
        unit = [float(i == j) for j in range(3)]
        (pulled,) = pull({"rest": Pair([unit[1], *[None] * (count > 0)], unit[2]), "squares": unit[0]})
        assert structure(row) == structure(pulled) == structure(tree)
        assert flat(row) == pytest.approx(flat(pulled), rel=ROUNDING)
        assert slope == pytest.approx(sum(a * v for a, v in zip(flat(row), direction, strict=True)), rel=ROUNDING)


@settings(max_examples=40)
@given(trees)
def test_differences_and_checks_take_the_same_trees(tree: Any) -> None:
    found = numerical_gradient(weighted_squares, [tree])
    assert structure(found) == structure([tree])
    assert flat(found) == pytest.approx(flat(grad(weighted_squares)(tree)), abs=DIFFERENCES)
    assert not check_gradients(weighted_squares, [tree]).disagrees


@settings(max_examples=40)
@given(trees)
def test_hessian_nests_the_structure_in_itself_and_hvp_multiplies_by_it(tree: Any) -> None:
    count = len(flat(tree))
    product = hvp(weighted_squares, tree, like(tree, iter([1.0] * count)))
    assert structure(product) == structure(tree)
    assert flat(product) == [2 * k for k in range(1, count + 1)]
    # the Hessian is diagonal
    assert sum(flat(hessian(weighted_squares)(tree))) == count * (count + 1)


def test_defaultdict_keeps_its_factory_and_the_caller_s_dict_its_keys() -> None:
    point = defaultdict(float, a=2.0)
    gradient = grad(lambda p: p["a"] * (p["a"] + p["missing"]))(point)
    assert gradient == {"a": 4.0}
    assert gradient["another"] == 0.0
    assert dict(point) == {"a": 2.0}


@pytest.mark.parametrize("kind", [UserDict, Counter, OrderedDict])
def test_mapping_keeps_its_class(kind: Any) -> None:
    gradient = grad(lambda p: p["a"] * p["b"])(kind(a=2, b=3))
    assert type(gradient) is kind
    assert dict(gradient) == {"a": 3, "b": 2}


def test_mapping_that_cannot_be_changed_becomes_a_dict() -> None:
    assert grad(lambda p: p["a"] ** 2)(types.MappingProxyType({"a": 2.0})) == {"a": 4.0}


def test_directions_go_by_key_not_by_order() -> None:
    assert jvp(lambda p: p["a"] * p["b"], ({"a": 2.0, "b": 5.0},), ({"b": 1.0, "a": 0.0},))[1] == 2.0
    for other in ({"b": 1.0}, {"a": 1.0, "b": 1.0}):
        with pytest.raises(ValueError, match="need the shape of the primals, got dict"):
            jvp(lambda p: p["a"], ({"a": 2.0},), (other,))


# Dataclasses.


@dataclass
class Rectangle:
    width: Any
    height: Any
    area: Any = field(init=False)

    def __post_init__(self) -> None:
        if self.width <= 0:
            raise ValueError("the width is positive")
        self.area = self.width * self.height


@dataclass
class Counted:
    weight: Any
    uses: int = field(init=False, default=0)


@dataclass(init=False)
class Doubled:
    size: Any

    def __init__(self, half: Any) -> None:
        self.size = 2 * half


@dataclass
class Vector:
    x: Any
    y: Any

    def __neg__(self) -> "Vector":
        return Vector(-self.x, -self.y)

    def __mul__(self, factor: Any) -> "Vector":
        return Vector(self.x * factor, self.y * factor)


def bare(kind: type, **fields: Any) -> Any:
    made = object.__new__(kind)
    made.__dict__.update(fields)
    return made


def test_field_that_a_dataclass_computes_is_computed_from_values() -> None:
    point = Rectangle(2.0, 3.0)
    # a derivative has no width to check
    assert grad(lambda r: -r.area)(point) == bare(Rectangle, width=-3.0, height=-2.0, area=None)
    assert hvp(lambda r: -(r.area**2), point, point) == bare(Rectangle, width=-108.0, height=-72.0, area=None)
    assert check_gradients(lambda r: -r.area, point, 2)


def test_field_that_no_constructor_takes_stays_as_it_is() -> None:
    point = Counted(3.0)
    point.uses = 5
    assert grad(lambda c: c.weight * c.uses)(point) == bare(Counted, weight=5, uses=None)


def test_dataclass_with_a_constructor_of_its_own_is_made_past_it() -> None:
    assert grad(lambda d: d.size**2)(Doubled(2.0)).size == 8.0


def test_vector_is_taken_apart_though_it_computes() -> None:
    assert grad(lambda v: (-v * 2.0).x * v.y)(Vector(2.0, 3.0)) == Vector(-6.0, -4.0)


def test_named_tuple_is_one_argument_of_a_check_or_all() -> None:
    assert check_gradients(lambda p: p.first * p.second**2, Pair(2.0, 3.0), 2)
    assert check_gradients(lambda x, y: x * y**2, Pair(2.0, 3.0), 2)
    assert numerical_gradient(lambda p: p.first * p.second, Pair(2.0, 3.0)) == pytest.approx(Pair(3.0, 2.0))


@dataclass
class Scaled:
    size: Any
    scale: InitVar[float]

    def __post_init__(self, scale: float) -> None:
        self.size = self.size * scale


@dataclass
class Converted:
    size: Any

    def __post_init__(self) -> None:
        self.size = float(self.size)


@pytest.mark.parametrize(
    ("tree", "kind", "match"),
    [
        (Scaled(2.0, 3.0), ValueError, "Scaled cannot be made so: InitVar 'scale'.*a dict of its fields"),
        (
            Converted(2.0),
            TypeError,
            "Converted cannot be made so: float.. would lose the gradient.*a dict of its fields",
        ),
        (Converted, TypeError, "got type .*Converted.*make an instance of it"),
        ({1.0, 2.0}, TypeError, r"got set .*; make a list of it"),
        (range(3), TypeError, r"got range .*; make a list of it"),
        ({"a": [1.0, object()]}, TypeError, "dataclasses, arrays, lists, tuples and dicts of numbers, got object"),
    ],
    ids=lambda case: type(case).__name__,
)
def test_what_is_no_tree_is_refused_with_a_cure(tree: Any, kind: type[Exception], match: str) -> None:
    with pytest.raises(kind, match=match):
        grad(lambda x: 1.0)(tree)


@pytest.mark.parametrize(
    ("direction", "came"),
    [
        ({"a": 1.0}, "dict"),
        ([1.0, 2.0, 3.0], "list"),
        (Parts(1.0, 2.0), "Parts"),
        (Pair(1.0, [2.0]), "Pair"),
        (Pair(1.0, None), "Pair"),
        (numpy.ones(3), "ndarray of shape .3,. and dtype float64"),
    ],
    ids=lambda case: type(case).__name__,
)
def test_direction_of_another_structure_is_refused(direction: Any, came: str) -> None:
    with pytest.raises(ValueError, match=f"need the shape of the primals, got {came}.* for Pair"):
        jvp(lambda p: p.first, (Pair(1.0, 2.0),), (direction,))
    assert jvp(lambda p: p.first * p.second, (Pair(1.0, 2.0),), ([1.0, 1.0],))[1] == 3.0
    assert jvp(lambda p: p.first * p.second, (Pair(1.0, 2.0),), (numpy.ones(2),))[1] == 3.0


def test_fractions_stay_exact_in_every_structure() -> None:
    point = {"a": Parts(Fraction(1, 3), [Fraction(2)])}
    assert grad(lambda p: p["a"].one ** 2 * p["a"].other[0])(point) == {"a": Parts(Fraction(4, 3), [Fraction(1, 9)])}
