"""Picture: its SVG, its files, and what a notebook shows. Structure is read from parsed XML, never from coordinates."""

import base64
import re
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz.picture
from autograd_core import Value, dot, leaky_relu, leaves, maximum, recompute
from autograd_core.words import words
from tests.viz.svg import SVG, arrows, parsed, texts
from viz import GraphTooLargeError, Picture, RenderError, draw, draw_backward, draw_both
from viz.scene.legibility import LEGIBLE

pytestmark = pytest.mark.usefixtures("no_dot")

stale_note = words("picture.stale")


def bill() -> Value:
    total = (Value(100, "apple price") * Value(2, "apples")) * Value(1.1, "tax")
    total.label = "total"
    total.backward()
    return total


def drawn(output: Value, label: str = "") -> str:
    """The SVG of an output that was differentiated first."""
    output.label = label
    output.backward()
    return draw(output).svg


# What the picture shows.


def test_picture_shows_names_operators_values_and_gradients() -> None:
    svg = draw(bill()).svg
    assert sorted(texts(svg)) == sorted(
        ["appleprice", "apples", "tax", "total", "×", "×", "100←2.2", "2←110", "200←1.1", "1.1←200", "220←1"]
    )


def test_picture_before_backward_shows_values_alone() -> None:
    svg = draw(Value(3, "x") * Value(4, "y")).svg
    assert arrows(svg) == []
    assert sorted(texts(svg)) == sorted(["x", "y", "×", "output", "3", "4", "12"])


def test_fan_out_shows_each_contribution_and_their_sum() -> None:
    x = Value(3, "x")
    assert sorted(arrows(drawn(x * x))) == sorted([("3", "6"), ("3", "3"), ("3", "3"), ("9", "1")])


def test_plain_number_stands_beside_its_gate_once_per_use_and_has_no_gradient() -> None:
    x = Value(3, "x")
    svg = drawn(leaky_relu(x * 2 + 2))
    assert texts(svg).count("2") == 2
    assert "0.01" in texts(svg)
    assert arrows(svg) == [("3", "2"), ("6", "1"), ("8", "1"), ("8", "1")]


def test_exponent_stands_in_the_gate() -> None:
    assert "x⁻¹˙⁵" in texts(drawn(Value(3.0, "x") ** -1.5))


def test_negative_numbers_have_a_true_minus_sign() -> None:
    assert ("−12", "2") in arrows(drawn(Value(-12, "x") * 2))


def test_named_step_shows_its_name_and_unnamed_leaf_its_value() -> None:
    x = Value(7)
    step = x + 1
    step.label = "next"
    assert {"7", "next=8←3"} <= set(texts(drawn(step * 3)))


def test_name_is_not_typeset() -> None:
    assert {"x-1", "y-2=−1←1"} <= set(texts(drawn(labelled(Value(1, "x-1") * -1, "y-2") + 1)))


def labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


def test_gate_with_many_inputs_keeps_its_inputs_in_order() -> None:
    svg = drawn(maximum(*[Value(i, f"v{i}") for i in (3, 1, 4, 0, 5)]))
    assert [text for text in texts(svg) if text.startswith("v")] == ["v₃", "v₁", "v₄", "v₀", "v₅"]
    assert sorted(arrows(svg))[-2:] == [("5", "1"), ("5", "1")]


def test_dot_product_pairs_each_weight_with_its_factor() -> None:
    weights, factors = [Value(i, f"w{i}") for i in range(8)], [Value(i, f"x{i}") for i in range(8)]
    source = draw(dot(weights, factors, Value(1, "bias"))).dot.source
    places = re.findall(r'\tn17a(\d+)v \[.*pos="[\d.-]+,([\d.-]+)"', source)
    entries = sorted(places, key=lambda place: -float(place[1]))
    assert [int(slot) for slot, _ in entries] == [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15, 16]
    assert len(arrows(drawn(dot(weights, factors, Value(1, "bias"))))) == 18


def test_leaf_tells_what_it_accumulated_over_passes() -> None:
    y = Value(3, "x") * 5
    y.backward()
    assert "x.grad=10" in texts(drawn(y))


def test_leaf_alone_is_a_picture() -> None:
    assert texts(draw(Value(3, "x")).svg) == ["x=3"]
    assert texts(drawn(Value(3), "x")) == ["x=3.grad=1"]


def test_picture_is_of_the_moment_of_drawing() -> None:
    x = Value(3, "x")
    picture = draw(x * 2)
    x.data = 4
    assert "3" in texts(picture.svg)


# The SVG.


def test_svg_has_an_accessible_name_and_a_description() -> None:
    root = parsed(draw(bill()).svg)
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "Computational graph: total = 220"
    assert "apple price = 100, gradient 2.2." in (root[1].text or "")
    assert len(list(root.iter(f"{SVG}title"))) == 1  # no tooltips with generated names


def test_svg_has_no_id_that_could_meet_its_double_in_one_page() -> None:
    assert [element.get("id") for element in parsed(draw(bill()).svg).iter() if element.get("id")] == []


def test_node_names_in_dot_are_generated() -> None:
    source = draw(bill()).dot.source
    names = set(re.findall(r"^\t(\w+) \[", source, re.MULTILINE))
    assert names - {"graph", "node", "edge"} == {
        "n0",
        "n1",
        "n2",
        "n3",
        "n4",
        "output",
        *(f"{arrow}{number}" for arrow in ("n2a0", "n2a1", "n4a0", "n4a1", "a") for number in "vg"),
    }


def test_same_graph_gives_the_same_bytes_in_every_process(run_python: Callable[..., str]) -> None:
    code = """
import hashlib, pathlib, tempfile
from viz import draw
from viz.examples import EXAMPLES
from viz.picture import FORMS
output = EXAMPLES["chain-rule"]()
with tempfile.TemporaryDirectory() as folder:
    for suffix in FORMS:
        content = draw(output).save(f"{folder}/picture{suffix}").read_bytes()
        print(suffix, hashlib.sha256(content).hexdigest())
"""
    first, second = (run_python(code, PATH="", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first == second
    assert len(first.splitlines()) == 6


def test_answer_that_is_no_svg_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viz.picture, "render", lambda source, file_format: b"<svg")
    with pytest.raises(RenderError, match="its answer is no XML"):
        _ = draw(bill()).svg


# Files.


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".svg", b"<svg "),
        (".png", b"\x89PNG\r\n"),
        (".pdf", b"%PDF-"),
        (".dot", b"digraph {"),
        (".SVG", b"<svg "),
        (".html", b"<!DOCTYPE html>"),
        (".tex", b"% Compile with "),
    ],
)
def test_save_writes_the_format_that_the_suffix_names(tmp_path: Path, suffix: str, start: bytes) -> None:
    path = tmp_path / f"bill{suffix}"
    assert draw(bill()).save(str(path)) == path
    assert path.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["bill.gif", "bill", ".svg"])
def test_save_refuses_another_suffix(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=rf"one of \.svg, \.png, \.pdf, \.html, \.dot, \.tex, got '{name}'"):
        draw(bill()).save(tmp_path / name)


def test_page_holds_the_picture_and_escapes_its_title() -> None:
    page = draw(labelled(Value(3, "x") * 2, "</title><script>")).page
    assert "<script" not in page
    assert page.count("<svg ") == 1
    assert "prefers-color-scheme" in page
    assert "prefers-color-scheme" not in draw(bill(), theme="dark").page


# Notebooks and terminals.


def image(html: str) -> ElementTree.Element:
    """The <img> of a notebook's HTML."""
    return ElementTree.fromstring(html.replace('">', '"/>'))


def test_notebook_gets_an_image_with_a_text_for_those_who_do_not_see_it() -> None:
    picture = draw(bill())
    forms = picture._repr_mimebundle_()
    assert set(forms) == {"text/html", "image/svg+xml", "application/pdf", "text/plain"}
    element = image(forms["text/html"])
    kind, _, data = element.attrib["src"].partition(",")
    assert (element.tag, kind) == ("img", "data:image/svg+xml;base64")
    assert texts(base64.b64decode(data).decode("utf-8")) == texts(picture.svg)
    assert element.attrib["alt"].startswith("Computational graph: total = 220. Inputs: apple price = 100,")
    assert forms["text/plain"] == str(picture)


def test_image_in_a_narrow_column_keeps_its_smallest_text_as_large_as_on_a_slide() -> None:
    for picture in (draw(bill()), draw(bill(), fold="repeats")):
        least = re.search(
            r"--readable:(\d+)px;max-width:max\(100%,var\(--readable\)\)", picture._repr_mimebundle_()["text/html"]
        )
        assert least
        drawing = parsed(picture.svg)
        sizes = [float(text.attrib["font-size"]) for text in drawing.iter(f"{SVG}text")]
        width = float(drawing.attrib["viewBox"].split()[2])
        assert LEGIBLE <= min(sizes) * int(least[1]) / width < 1.01 * LEGIBLE


def test_notebook_that_becomes_latex_or_a_printed_page_gets_a_drawing() -> None:
    for shown in (draw(bill()), bill()):
        forms = shown._repr_mimebundle_()
        assert texts(forms["image/svg+xml"]) == texts(draw(bill()).svg)
        assert base64.b64decode(forms["application/pdf"]).startswith(b"%PDF-")


def test_alternative_text_is_escaped() -> None:
    element = image(draw(Value(3, '"><script>'))._repr_mimebundle_()["text/html"].replace("&gt;", ")"))
    assert set(element.attrib) == {"src", "style", "alt"}


def test_value_shows_itself_in_a_notebook_as_its_picture() -> None:
    total = bill()
    forms = total._repr_mimebundle_(include=None, exclude=None)
    assert forms["text/html"] == draw(total)._repr_mimebundle_()["text/html"]
    assert forms["text/plain"] == repr(total)


def test_large_value_shows_itself_in_a_notebook_folded() -> None:
    x = Value(1.0)
    for _ in range(400):
        x = x + 1
    forms = x._repr_mimebundle_()
    assert "801 nodes drawn as" in forms["text/html"]
    assert forms["text/plain"] == repr(x)


def test_value_on_a_machine_without_graphviz_shows_itself_as_text_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    forms = bill()._repr_mimebundle_()
    assert set(forms) == {"text/plain"}
    assert "(no picture: drawing needs Graphviz" in forms["text/plain"]


def test_drawing_too_large_a_graph_in_full_is_refused() -> None:
    with pytest.raises(GraphTooLargeError):
        draw(maximum(*[Value(i) for i in range(2000)]), fold="nothing")


def test_print_shows_a_table() -> None:
    assert str(draw(bill())).splitlines()[0] == "name         computed as           value  gradient"


def test_prompt_says_what_the_picture_shows_and_what_to_do_with_it() -> None:
    picture = draw(bill())
    assert repr(picture) == "<Computational graph: total = 220; save('graph.svg') or print(...) this picture>"
    assert repr(draw_backward(bill())).startswith("<Backward pass of total; save(")


@pytest.mark.parametrize("kind", [draw, draw_backward, draw_both])
def test_data_that_changed_after_the_forward_pass_is_noted(kind: Callable[[Value], Picture]) -> None:
    total = bill()
    apples = leaves(total)[1]
    assert "changed" not in str(kind(total))
    apples.data += 1
    picture = kind(total)
    assert str(picture).splitlines()[-1] == stale_note
    assert any("recompute" in text for text in parsed(picture.svg).itertext() if "desc" not in text)
    assert stale_note in (parsed(picture.svg)[1].text or "")
    recompute(total)
    assert "changed" not in kind(total).svg


def test_folded_picture_notes_changed_data_too() -> None:
    total = bill()
    leaves(total)[1].data = 5
    note = str(draw(total, fold="sums")).splitlines()[-1]
    assert note == f"5 nodes drawn as 5, folded by sums. {stale_note}" or note == stale_note


def test_data_for_which_an_operation_has_no_value_are_noted() -> None:
    x = Value(2.0, "x")
    output = 1 / x
    x.data = 0.0
    assert stale_note in str(draw(output))


def test_pictures_are_drawn_without_numpy(run_python: Callable[..., str]) -> None:
    code = """
import sys
sys.modules["numpy"] = None
from autograd_core import Value
from viz import draw
print(len(draw(Value(3) * 2).svg) > 0)
"""
    assert run_python(code, PATH="") == "True\n"
