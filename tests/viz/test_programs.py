"""Pictures of array programs: a box per array with its shape and what it stands for, in every format."""

import random
import re
import xml.etree.ElementTree as ElementTree

import pytest

import viz
from autograd_core import Value, compile_graph, maximum, where
from autograd_core import sum as sum_of
from tests.autograd_core.program.recorded import classifier, structured, tangle
from viz.programs import program_diagram
from viz.programs.box import Box
from viz.programs.diagram import MOST_BOXES
from viz.programs.folding import MOST_FOLDED, folded
from viz.themes import THEMES


def small_program():
    return compile_graph(*classifier([3, 4, 2]))


def box(program, formula, **options) -> Box:
    """The box whose formula begins so."""
    (found,) = [each for each in program_diagram(program, **options).boxes if each.formula.startswith(formula)]
    return found


def test_3200_multiplications_and_50_sums_became_one_matrix_product():
    first = program_diagram(compile_graph(*classifier([64, 50, 10]))).boxes[0]
    assert first.formula == "v₁ = W₁ x₁ + b₁"
    assert first.title == "matrix product"
    assert first.shape == "50 × n"
    assert first.stands_for == "3,200 × and 50 +"
    assert [(leaf.kind, leaf.name, leaf.shape) for leaf in first.leaves] == [
        ("parameters", "W₁", "50 × 64"),
        ("inputs", "x₁", "64 × n"),
        ("parameters", "b₁", "50"),
    ]


def test_gradient_of_a_layer_is_a_matrix_product_over_the_batch_and_a_mean():
    program = small_program()
    weights, biases = box(program, "∂/∂W₁ = "), box(program, "∂/∂b₁ = ")
    assert (weights.title, weights.shape, weights.stands_for) == (
        "matrix product over the batch", "4 × 3", "12 × a sample",
    )  # fmt: skip
    assert weights.formula.endswith("x₁ᵀ / n")
    assert (biases.title, biases.shape) == ("mean over the batch", "4")
    assert weights.is_result
    assert not weights.is_forward


def test_backward_through_a_layer_multiplies_by_the_transposed_matrix():
    titles = [each.formula for each in program_diagram(small_program(), "gradients").boxes]
    assert sum("W₂ᵀ" in formula for formula in titles) == 1


def test_every_array_that_is_read_stands_in_the_picture_before_its_reader_or_beside_it():
    diagram = program_diagram(small_program())
    seen = set()
    for each in diagram.boxes:
        assert set(each.parents) <= seen
        assert {leaf.name for leaf in each.leaves if leaf.kind == "saved"} <= seen
        seen.add(each.name)
    assert len(seen) == len(diagram.boxes)


def test_forward_and_gradient_are_the_parts_of_both():
    program = small_program()
    forward, gradient, both = (program_diagram(program, show).boxes for show in ("forward", "gradients", "both"))
    assert forward + gradient == both
    assert all(each.is_forward for each in forward)
    assert forward[-1].is_result


def test_counts_add_up_to_the_scalar_operations():
    a, b, x = Value(2.0), Value(3.0), [Value(0.5), Value(1.5)]
    program = compile_graph([a * x[0] + b * x[1] + a], x, [a, b])
    (only,) = program_diagram(program).boxes
    assert only.stands_for == "2 × and 1 +"
    assert program_diagram(program).scalar_count == 3


def test_operations_sums_and_constants_are_named():
    x = [Value(0.1 * i) for i in range(6)]
    out = maximum(*[item.exp() for item in x]) * where(x[0], x[1] + 2, 0.5) - sum_of([item * item for item in x])
    formulas = [each.formula for each in program_diagram(compile_graph([out], x)).boxes]
    assert any("exp(x" in formula for formula in formulas)
    assert any("max(" in formula for formula in formulas)
    assert any("where(" in formula and "0.5" in formula for formula in formulas)
    assert any("Σ" in formula for formula in formulas)


def test_program_without_a_gradient_shows_its_forward_part():
    x = Value(2.0)
    program = compile_graph([x * 3, x + 1], [x])
    picture = viz.draw(program)
    assert "Gradient" not in picture.svg
    assert "Forward" in picture.svg


@pytest.mark.parametrize("theme", THEMES)
def test_picture_is_drawn_in_every_theme_and_has_a_title_and_a_description(theme):
    svg = viz.draw(small_program(), theme=theme).svg
    root = ElementTree.fromstring(svg)
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}").text for tag in ("title", "desc"))
    assert title.startswith("Array program: 18 array operations stand for 111 scalar ones")
    assert "v₁ = W₁ x₁ + b₁, matrix product, 4 × n, for 12 × and 4 +." in description
    assert "Gradient:" in description
    assert THEMES[theme].background in svg


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf", "html", "dot"])
def test_picture_is_saved_in_every_format(suffix, tmp_path):
    path = viz.draw(small_program()).save(tmp_path / f"program.{suffix}")
    assert path.stat().st_size > 0


def test_same_program_gives_the_same_picture():
    assert viz.draw(small_program()).dot.source == viz.draw(small_program()).dot.source


def test_text_is_a_table_with_a_line_per_array():
    program = small_program()
    lines = str(viz.draw(program)).splitlines()
    assert lines[0].split() == ["array", "work", "shape", "stands", "for"]
    assert len(lines) == len(program_diagram(program).boxes) + 2
    assert lines[1].split("  ")[0] == "v₁ = W₁ x₁ + b₁"


@pytest.mark.parametrize("seed", range(5))
def test_programs_without_a_pattern_are_drawn_too(seed):
    random.seed(seed)
    output, leaves = tangle(20, seed)
    picture = viz.draw(compile_graph(output, leaves[:6]))
    assert "digraph" in picture.dot.source
    assert len(str(picture).splitlines()) > 10


def test_program_of_many_arrays_is_folded_and_leads_from_inputs_to_results():
    output, leaves = tangle(600, 0)
    program = compile_graph(output, leaves)
    arrays = len(program.outline) - 3  # without inputs, parameters and constants
    assert arrays > MOST_BOXES
    diagram = program_diagram(program)
    assert len(diagram.boxes) <= 2 * MOST_FOLDED
    assert diagram.scalar_count == sum(box.scalars for box in diagram.boxes)
    seen = set()
    for box in diagram.boxes:
        assert set(box.parents) <= seen
        seen.add(box.name)
    assert len(seen) == len(diagram.boxes)
    counted = [int(box.title.split(" arrays: ")[0]) if " arrays: " in box.title else 1 for box in diagram.boxes]
    assert sum(counted) == arrays
    assert any(box.is_result for box in diagram.boxes)
    assert "digraph" in viz.draw(program).dot.source


def test_matrix_products_of_a_folded_program_stay_as_they_are():
    loss, inputs, parameters = classifier([3, 2])
    boxes = program_diagram(compile_graph(loss, inputs, parameters)).boxes
    found = folded(boxes)
    kept = [box for box in boxes if box.is_matrix_product or box.is_result]
    assert [box.title for box in found if box.is_matrix_product or box.is_result] == [box.title for box in kept]


@pytest.mark.parametrize(
    "options", [{"fold": "sums"}, {"formulas": True}, {"names": {}}, {"max_nodes": 9}, {"local_gradients": True}]
)
def test_options_that_are_for_graphs_alone_are_refused(options):
    with pytest.raises(TypeError, match=f"show and theme alone are options for a program, got {next(iter(options))}"):
        viz.draw(small_program(), **options)


def labelled(*labels):
    return [Value(0.5, label=text) for text in labels]


def formulas(output, inputs, show="both", **options):
    return [each.formula for each in program_diagram(compile_graph(output, inputs, **options), show).boxes]


def test_single_leaf_is_called_by_its_label():
    w, x, b = labelled("w", "x", "b")
    assert formulas(w * x + b, [x]) == ["v₁ = w × x + b", "∂/∂w = mean(x)", "∂/∂b = 1"]


def test_few_labelled_leaves_are_listed():
    x, w, b = labelled("", "w", "b")
    assert formulas([x * w, b], [x], gradients=True) == [
        "v₁ = x₁ × w", "∂y₁/∂w = mean(x₁)", "∂y₁/∂b = 0", "∂y₂/∂[w, b] = [0, 1]",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "3", "v₁", "w₁", "X", "a + b", "w[0]", "<b>", "\x1b[2J", "a:b"])
def test_label_that_could_be_taken_for_something_else_is_no_name(text):
    x, w = labelled("", text)
    assert formulas([x * w], [x]) == ["v₁ = x₁ × w₁"]


def test_second_leaf_with_the_same_label_is_no_namesake():
    x, w, b = labelled("", "same", "same")
    assert formulas([w * x + b], [x]) == ["v₁ = same × x₁ + b₁"]


def test_gradient_of_some_parameters_says_which():
    x, *w = labelled("", *[""] * 6)
    product = w[0].exp() * w[1].exp() * w[2].exp()
    found = formulas([product, w[3] + w[4] + x], [x], gradients=True)
    assert found[5:] == [
        "∂y₁/∂b₂[2, 1] = v₂[2, 1] × v₅", "∂y₁/∂b₂[3] = v₄", "∂y₁/∂b₁ = 0", "∂y₂/∂θ = [0, 0, 0, 1, …]",
    ]  # fmt: skip


def test_matrix_that_is_read_as_a_vector_too_keeps_its_name():
    x = [Value(0.5) for _ in range(3)]
    w = [[Value(0.5) for _ in x] for _ in range(2)]
    sums = [sum_of([a * b for a, b in zip(row, x, strict=True)]) for row in w]
    found = formulas([*sums, *[item.exp() for row in w for item in row]], x)
    assert found == ["v₁ = W₁ x₁", "v₂ = exp(W₁)"]


def test_forward_part_is_the_same_with_and_without_the_gradient():
    x, y, w, b = labelled("", "", "w", "b")
    output = (x * w + b).log() * y
    expected = ["v₁ = w × x₁ + b", "v₂ = log(v₁)", "v₃ = x₂ × v₂"]
    assert formulas(output, [x, y], "forward") == formulas(output, [x, y], gradients=False) == expected
    assert formulas(output, [x, y], "gradients") == [
        "v₄ = 1 / v₁", "v₅ = x₂ × v₄", "∂/∂w = mean(x₁ × v₅)", "∂/∂b = mean(v₅)",
    ]  # fmt: skip


def test_reference_to_a_part_of_an_array_says_which_rows():
    x, w, b = labelled("", "w", "b")
    found = formulas([(x * w).sigmoid(), (x * b).tanh()], [x])
    assert found == ["v₁ = x₁ × [w, b]", "v₂ = σ(v₁[1])", "v₃ = tanh(v₁[2])"]
    x = [Value(0.1 * i) for i in range(6)]
    swapped = formulas([a - b for a, b in zip(x, x[::-1], strict=True)], x)
    assert swapped == ["v₁ = x₁ − x₁[6, 5, 4, 3, …]"]


def test_mean_of_what_is_the_same_for_all_samples_is_that_number():
    w, x, b = labelled("w", "x", "b")
    program = compile_graph(w * x + b, [x])
    last = box(program, "∂/∂b = 1")
    assert (last.title, last.stands_for) == ("the same for all samples", "1 mean")
    assert [(leaf.kind, leaf.name) for leaf in last.leaves] == [("constant", "1")]


@pytest.mark.parametrize("seed", range(40))
def test_every_program_is_drawn_and_each_step_refers_to_earlier_ones(seed):
    output, leaves = (tangle(4 + seed // 2, seed) if seed % 2 else structured(seed))[:2]
    several = [[output], [output, leaves[-1]], [output, output, output.sin(), leaves[-1] * leaves[0]]][seed % 3]
    options = {"gradients": bool(seed % 4), "input_gradients": not seed % 5}
    program = compile_graph(output if seed % 7 == 0 else several, leaves[: len(leaves) // 2], **options)
    seen = set()
    for each in program_diagram(program).boxes:
        name, formula = each.formula.split(" = ", 1)
        read = {*re.findall("v[₀-₉]+", formula)}
        assert read <= seen
        assert read == {*each.parents} | {leaf.name for leaf in each.leaves if leaf.kind == "saved"} or "…" in formula
        assert name not in seen
        seen.add(name)
    picture = viz.draw(program)
    assert "digraph" in picture.dot.source
    assert len(str(picture).splitlines()) == len(seen) + 2


def test_program_that_computes_nothing_is_drawn():
    x = Value(1.0)
    assert len(str(viz.draw(compile_graph([x], [x]))).splitlines()) == 2
    assert "<svg" in viz.draw(compile_graph([x], [x])).svg


def test_unknown_show_and_what_is_no_program_are_refused():
    with pytest.raises(ValueError, match="show is one of"):
        viz.draw(small_program(), show="backward")
    with pytest.raises(TypeError, match="needs a Value, or a program of compile_graph, got int 3"):
        viz.draw(3)
