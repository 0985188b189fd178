"""Labels are any text: none may break the XML, add an element or an attribute, or come back changed."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import Value, constant
from tests.viz.svg import SVG, parsed, shown, texts
from viz import Picture, draw, draw_both, worksheet
from viz.text import label, number, typeset

ELEMENTS = {f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "polygon", "path", "ellipse", "text")}
ATTRIBUTES = {
    *("width", "height", "viewBox", "role", "class", "transform", "points", "d", "cx", "cy", "rx", "ry", "x", "y"),
    *("fill", "stroke", "stroke-width", "text-anchor", "font-family", "font-size", "font-weight"),
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


def picture_with(labels: list[str]) -> tuple[str, Iterator[str]]:
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
    return draw(output).svg, map(shown, expected)


def check(labels: list[str]) -> None:
    svg, expected = picture_with(labels)
    for element in parsed(svg).iter():
        assert element.tag in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        assert "javascript" not in "".join(value for value in element.attrib.values())
    drawn = texts(svg)
    for text in expected:
        assert text in drawn


@pytest.mark.usefixtures("engine")
def test_named_hostile_labels_are_shown_and_do_nothing() -> None:
    check(HOSTILE)


@pytest.mark.parametrize(
    "kind",
    [
        draw_both,
        lambda output: worksheet(output).picture,
        lambda output: draw(output, theme="dark", formulas=True, local_gradients=True),
        lambda output: draw(output, fold="repeats"),
        lambda output: draw(output, fold="groups"),
    ],
    ids=["both", "worksheet", "formulas", "repeats", "groups"],
)
def test_hostile_labels_and_groups_do_nothing_in_any_kind_of_picture(kind: Callable[[Value], Picture]) -> None:
    output = Value(-1)
    for text in HOSTILE:
        output = output * Value(1, text)
        output.label = text
        output.group = text
    picture = kind(output)
    for element in parsed(picture.svg).iter():
        assert element.tag in ELEMENTS | {f"{SVG}polyline"}
        assert set(element.attrib) <= ATTRIBUTES | {"stroke-dasharray"}
        assert "javascript" not in "".join(value for value in element.attrib.values())
    assert "<script" not in picture.page


@settings(max_examples=25)
@given(st.lists(hostile_text, min_size=12, max_size=12))
def test_any_label_is_shown_and_does_nothing(labels: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PATH", "")
        check(labels)
