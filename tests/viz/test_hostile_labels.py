"""Labels are any text: none may break a file, add an element, an attribute or a command, or come back changed.

Here: SVG, HTML, DOT, and what is written where. Not here: TikZ (test_tikz.py), the stepper's data (test_stepper.py).
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pygraphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import Value, constant
from tests.viz.svg import SVG, parsed, shown, texts
from viz import Picture, draw, draw_backward, draw_both, stepper, worksheet
from viz.picture import FORMS
from viz.shapes import FONTS
from viz.text import label, number, typeset

ELEMENTS = {f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "polygon", "polyline", "path", "ellipse", "text")}
ATTRIBUTES = {
    *("width", "height", "viewBox", "role", "class", "transform", "points", "d", "cx", "cy", "rx", "ry", "x", "y"),
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "font-family", "font-size", "font-weight"),
    "{http://www.w3.org/XML/1998/namespace}space",
}

HOSTILE = [
    "<b>bold</b>",
    "<",
    "<<TABLE><TR><TD HREF='javascript:alert(1)'>x</TD></TR></TABLE>>",
    "</text><script>alert(1)</script>",
    "<!-- -->",
    "]]>",
    "&amp;",
    "&lt;",
    "&#92;N",
    "&",
    r"\N",
    r"\G",
    r"\\N",
    r"\E \T \H \L \l \r \n",
    "trailing backslash \\",
    "two \\\\",
    "\x00",
    "nul \x00 inside",
    "\x01\x02\x1b[2J\x7f\x9b",
    "\ud800",
    "lone \udfff surrogate",
    "\ufffe\uffff",
    "x" * 20_000,
    "\\" * 20_000,
    "&" * 20_000,
    "사" * 20_000,
    'javascript:alert(1)" onload="alert(1)',
    'x" fontname="y',
    "fontname=\"x' onload='alert(1)\"",
    'URL="javascript:alert(1)"',
    "href='javascript:alert(1)'",
    "x\n// \ndigraph evil { a -> b }\n/*",
    "x */ } digraph evil {",
    'charset="latin-1"',
    "first line\nsecond line\r\nthird",
    '"];',
    "}; digraph { evil }",
    "n0:e",
    "../../x",
    "\u2028\u2029\x85",
    "\u202egnp.exe",
    "e\u0301",
    "👩‍👩‍👧",
    "",
    " \t\n",
    "%s {0} $x `id`",
]
hostile_text = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from("<>&\"'\\NGETHLlrn;:=#{}[]()-!/ \n\x00\x1b")),
    st.sampled_from(HOSTILE),
    st.tuples(st.sampled_from(HOSTILE), st.text(max_size=5)).map("".join),
)


def with_value(name: str, value: str) -> str:
    return f"{name}={typeset(value)}" if name else typeset(value)


def picture_with(labels: list[str]) -> tuple[Picture, Iterator[str]]:
    """A picture with the labels on leaves, steps, constants and the output, and the texts that it must show."""
    output = Value(-1)
    expected = []
    for i, text in enumerate(labels):
        kind, name = i % 3, label(text)
        if kind == 0:
            output = output + Value(1000 + i, text)
            expected.append(name or f"{1000 + i}")
        elif kind == 1:
            output = output + 1
            output.label = text
            expected.append(with_value(name, number(output.data)))
        else:
            plain = constant(1000 + i)
            plain.label = text
            output = output + plain
            expected.append(with_value(name, f"{1000 + i}"))
    output = -output
    output.label = labels[0]
    expected.append(label(labels[0]) or "output")
    return draw(output), map(shown, expected)


def check_elements(picture: Picture) -> None:
    """Nothing but shapes and texts, and no attribute that could hold what people wrote."""
    for element in parsed(picture.svg).iter():
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        assert "javascript" not in "".join(value for value in element.attrib.values())
        assert element.get("font-family", FONTS) == FONTS


def check(labels: list[str]) -> None:
    picture, expected = picture_with(labels)
    check_elements(picture)
    drawn = texts(picture.svg)
    for text in expected:
        assert text in drawn


@pytest.mark.usefixtures("engine")
def test_named_hostile_labels_are_shown_and_do_nothing() -> None:
    check(HOSTILE)


KINDS: dict[str, Callable[[Value], Picture]] = {
    "graph": draw,
    "backward": draw_backward,
    "both": draw_both,
    "worksheet": lambda output: worksheet(output).picture,
    "formulas": lambda output: draw(output, theme="dark", formulas=True, local_gradients=True),
    "repeats": lambda output: draw(output, fold="repeats"),
    "groups": lambda output: draw(output, fold="groups"),
    "around": lambda output: draw(output, around=output.parents[0], hops=3),
    "stepper's picture": lambda output: stepper(output).picture,
}
QUICK = ("graph", "both", "worksheet")  # the others take a minute together
every_kind = pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[] if name in QUICK else pytest.mark.thorough) for name, kind in KINDS.items()],
    ids=KINDS,
)


def graph_with(labels: list[str]) -> Value:
    """A graph with the labels on inputs, steps, groups and the output."""
    output = Value(-1)
    for text in labels:
        output = output * Value(1, text)
        output.label = text
        output.group = text
    return output


@every_kind
def test_hostile_labels_and_groups_do_nothing_in_any_kind_of_picture(kind: Callable[[Value], Picture]) -> None:
    check_elements(kind(graph_with(HOSTILE)))


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


@every_kind
def test_hostile_labels_are_text_in_a_web_page_and_in_a_notebook(kind: Callable[[Value], Picture]) -> None:
    picture = kind(graph_with(HOSTILE))
    drawn = {element.tag.removeprefix(SVG) for element in parsed(picture.svg).iter()}
    for tag, attributes in Tags(picture.page).found:
        assert tag in drawn | {"html", "head", "meta", "title", "style", "body"}
        assert not any(name.startswith("on") or name in ("href", "src", "xlink:href") for name in attributes)
    assert Tags(picture._repr_mimebundle_()["text/html"]).found == [("img", ("src", "style", "alt"))]


@every_kind
def test_hostile_labels_are_neither_names_nor_attributes_in_dot(kind: Callable[[Value], Picture]) -> None:
    hostile, tame = (
        pygraphviz.AGraph(string=kind(graph_with(labels)).dot.source)
        for labels in (HOSTILE, [f"label {i}" for i in range(len(HOSTILE))])
    )
    for graph in (hostile, tame):
        assert all(re.fullmatch(r"[a-z]+\d*[a-z]*\d*[a-z]*\d*", node) for node in graph.nodes())
    assert not _attributes(hostile) & {"URL", "href", "comment", "target", "tooltip", "image", "id"}
    # what else folding brings: stacked gates and a note
    assert _attributes(hostile) <= _attributes(tame) | {"ordering", "peripheries", "label", "labelloc", "fontname"}
    for item in [*hostile.nodes(), *hostile.edges()]:
        others = [value for name, value in item.attr.items() if name != "label" and value]
        assert not re.search("alert|evil|javascript", " ".join(others))
    assert hostile.subgraphs() == []
    if kind is draw:  # others fold labels that differ by their numbers alone
        assert (len(hostile.nodes()), len(hostile.edges())) == (len(tame.nodes()), len(tame.edges()))


def _attributes(graph: pygraphviz.AGraph) -> set[str]:
    """The names of the attributes that nodes, edges and the graph have."""
    items = [*graph.nodes(), *graph.edges()]
    return {name for item in items for name, value in item.attr.items() if value} | {*graph.graph_attr.keys()}


@pytest.mark.parametrize("name", ["../../escaped", "/escaped", "a/b", "..", "escaped.svg", "C:\\escaped"])
def test_file_is_written_where_the_caller_says_whatever_the_labels(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    output = Value(2, name) * 3
    output.label = name
    for suffix in FORMS:
        draw(output).save(folder / f"picture{suffix}")
    stepper(output).save(folder / "page.html")
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {folder / "page.html", *(folder / f"picture{suffix}" for suffix in FORMS)}


def test_names_of_variables_are_text_too() -> None:
    x, y = Value(2), Value(3)
    picture = draw(x * y, names={HOSTILE[2]: x, HOSTILE[3]: y})
    drawn = texts(picture.svg)
    assert shown(label(HOSTILE[2])) in drawn
    assert shown(label(HOSTILE[3])) in drawn


class Boastful(float):
    """A number type that says anything when it is asked for its text."""

    def __repr__(self) -> str:
        return '"] } <script>alert(1)</script> \x00 \ud800'

    def __format__(self, specification: str) -> str:
        return repr(self)


def test_number_types_that_say_anything_do_nothing() -> None:
    check_elements(draw(Value(Boastful(2), "x") * Boastful(3)))


@settings(max_examples=10)
@given(st.lists(hostile_text, min_size=12, max_size=12))
def test_any_label_is_shown_and_does_nothing(labels: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PATH", "")
        check(labels)
