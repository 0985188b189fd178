"""Large graphs fold into few blocks that say what they stand for; the numbers of a block are those of its nodes."""

import random
import re
from fractions import Fraction
from functools import reduce
from operator import add

import pytest
from hypothesis import given

import nn
from autograd_core import Value, dot, sqrt, topological_order
from autograd_core import sum as total
from autograd_core.notation import number_text
from autograd_core.operations import subtract
from autograd_core.strategies import DrawnGraph, graphs
from tests.viz.svg import texts
from viz import GraphTooLargeError, draw, draw_backward, draw_both
from viz.diagram import exit_of
from viz.graph import Graph
from viz.large_graphs import blocks as blocks_module
from viz.large_graphs.blocks import Blocks, block_diagram
from viz.large_graphs.folding import (
    BUDGET,
    MOST_BESIDE,
    STEPS,
    WHOLE,
    WHOLE_ARROWS,
    arrows,
    fold_chains,
    fold_groups,
    fold_repeats,
    fold_steps,
    fold_sums,
    folded,
    is_readable,
)


def unfolded(output: Value) -> Blocks:
    return blocks_module.unfolded(Graph(output))


def neuron(inputs: int = 64) -> Value:
    """The squared weighted sum of labelled inputs, node by node, differentiated."""
    ws, xs = ([Value(i + 1, f"{name}{i}") for i in range(inputs)] for name in "wx")
    output = sum(w * x for w, x in zip(ws, xs, strict=True)) ** 2
    output.backward()
    return output


def network(layers: int, neurons: int) -> Value:
    """Weighted sums of all of the layer before, with groups as nn sets them."""
    values = [Value(1.0, "x")]
    for layer in range(1, layers + 1):
        recorded = []
        for position in range(neurons):
            weights = [Value(0.5) for _ in values]
            out = dot(weights, values)
            for node in (*weights, out):
                node.group = f"layer {layer}/neuron {position}"
            recorded.append(out)
        values = recorded
    return reduce(add, values)


def chain(length: int) -> Value:
    x = Value(1.0, "x")
    for i in range(length):
        x = x * 1.5 if i % 2 else -x
    return x


def loss_of(sizes: list[int], samples: int) -> Value:
    """The summed squared error of a network of these sizes, differentiated."""
    draw_number = random.Random(0)
    net = nn.MLP(sizes[0], sizes[1:], generator=random.Random(1))
    predictions = [net([draw_number.uniform(-1, 1) for _ in range(sizes[0])]) for _ in range(samples)]
    outputs = [out for found in predictions for out in (found if isinstance(found, list) else [found])]
    loss = total([(out - 1.0) ** 2 for out in outputs])
    loss.backward()
    return loss


def test_graph_within_the_budget_is_drawn_as_it_is() -> None:
    xs = [Value(1.0) for _ in range(MOST_BESIDE)]
    assert folded(unfolded(total(xs) * 2))[1] == ""
    assert folded(unfolded(total([*xs, Value(1.0)]) * 2))[1] != "", "higher than a slide"
    x = Value(1.0)
    for i in range(WHOLE_ARROWS):
        x = x.sin() if i % 2 else -x
    assert is_readable(unfolded(x))
    assert not is_readable(unfolded(-x))


def test_long_chain_that_only_steps_would_fold_is_drawn_as_it_is() -> None:
    x = Value(1.0)
    for i in range(WHOLE - 1):
        x = -x if i % 2 else x.sin()
    picture = draw(x)
    assert picture.dot.source.count("label=<−>") == WHOLE // 2 - 1
    assert "folded" not in picture.dot.source


@pytest.mark.parametrize(
    ("sizes", "samples", "titles"),
    [
        ([2, 4, 1], 1, []),
        ([2, 4, 1], 4, ["layer 1/neuron 1", "layer 2/neuron 1"]),
        ([3, 4, 4, 2], 1, ["layer 1/neuron 1"]),
        ([3, 4, 4, 2], 4, ["layer 1", "layer 2", "layer 3"]),
        ([2, 8, 8, 1], 1, ["layer 1", "layer 2"]),
        ([2, 8, 8, 1], 4, ["layer 1", "layer 2", "layer 3"]),
        ([2, 16, 16, 1], 1, ["layer 1", "layer 2"]),
        ([2, 16, 16, 1], 4, ["layer 1", "layer 2", "layer 3"]),
    ],
    ids=str,
)
def test_network_folds_until_its_arrows_can_be_told_apart(sizes: list[int], samples: int, titles: list[str]) -> None:
    whole = unfolded(loss_of(sizes, samples))
    blocks, rules = folded(whole)
    found = {block.title for block in blocks if block.title}
    assert set(titles) <= found
    assert (rules, bool(found)) == (("sums and groups", True) if titles else ("", False))
    assert arrows(blocks) <= (BUDGET if titles else WHOLE_ARROWS)


def test_arrows_are_counted_without_those_from_plain_numbers() -> None:
    x = Value(3.0, "x")
    assert arrows(unfolded(x * x + 2 * x)) == 5
    assert arrows(unfolded(x**2)) == 1


def test_neuron_folds_to_one_gate_for_each_kind_of_step() -> None:
    svg = draw(neuron()).svg
    assert {"w×64", "x×64", "××64", "Σ", "x²"} <= set(texts(svg))
    assert re.search(r"\d+ nodes drawn as \d, folded by sums and repeats", svg)


def test_numbers_of_a_block_are_the_range_of_its_nodes() -> None:
    output = neuron()
    leaves = [node for node in topological_order(output) if node.label.startswith("w")]
    shown = texts(draw(output).svg)
    gradients = [node.grad for node in leaves]
    assert f"1to64←{min(gradients)}to{max(gradients)}" in shown


def test_table_and_description_tell_the_folded_graph() -> None:
    picture = draw(neuron())
    assert "w × x × 64" in str(picture)
    assert str(picture).endswith("folded by sums and repeats")
    assert "input × 64" in str(picture)


def test_sum_chain_becomes_one_gate_with_its_terms_in_order() -> None:
    xs = [Value(i, f"x{i}") for i in range(6)]
    shown = texts(draw(reduce(add, xs), fold="sums").svg)
    assert shown.count("Σ") == 1
    assert [text for text in shown if text.startswith("x")] == [f"x{index}" for index in "₀₁₂₃₄₅"]


def test_sum_that_is_used_twice_or_has_a_label_stays_itself() -> None:
    x, y, z = Value(1, "x"), Value(2, "y"), Value(3, "z")
    part = x + y
    assert len(fold_sums(unfolded(part + z + part))) == 5
    named = x + y
    named.label = "subtotal"
    assert len(fold_sums(unfolded(named + z))) == 5
    assert len(fold_sums(unfolded(x + y + z))) == 4


def test_groups_fold_by_neuron_as_long_as_that_fits_and_else_by_layer() -> None:
    few, words = folded(unfolded(loss_of([2, 4, 1], 4)))
    assert (words, {block.title for block in few if block.title}) == (
        "sums and groups",
        {f"layer 1/neuron {position}" for position in range(1, 5)} | {"layer 2/neuron 1"},
    )
    many, words = folded(unfolded(network(3, 30)))
    assert words == "sums and groups"
    assert [block.title for block in many if block.title] == ["layer 1", "layer 2", "layer 3"]


def test_block_of_a_group_says_how_many_nodes_it_holds() -> None:
    assert {"layer2(31nodes)", "parameters₂×961"} <= set(texts(draw(network(2, 31)).svg))


def test_groups_that_feed_each_other_become_one_block() -> None:
    state = Value(1.0)
    for _ in range(3):
        cell, out = state * 2, (state * 2).tanh()
        cell.group, out.group = "cell", "output"
        state = cell + out
        state.group = "cell" if _ % 2 else "output"
    blocks = fold_groups(unfolded(state))
    assert all(parent < i for i, block in enumerate(blocks) for parent in block.parents)
    assert any("cell" in block.title and "output" in block.title for block in blocks)


def test_group_that_is_no_text_is_no_group() -> None:
    x = Value(1.0)
    x.group = 7
    assert len(fold_groups(unfolded(x * x))) == 2


def test_repeats_keep_apart_what_is_used_differently() -> None:
    blocks = fold_repeats(fold_sums(unfolded(neuron(3))))
    assert sorted(block.times for block in blocks if block.operation is None) == [1, 1, 3, 3]


def test_different_exponents_are_no_repeat() -> None:
    x = Value(3.0, "x")
    shown = texts(draw(x**2 + x**3 + x**2, fold="repeats").svg)
    assert sorted(text for text in shown if "²" in text or "³" in text) == ["x²×2", "x³"]


def test_what_no_rule_makes_small_enough_is_cut_into_steps() -> None:
    blocks, words = folded(unfolded(chain(1000)))
    assert max(len(blocks), arrows(blocks)) <= BUDGET
    assert words == "sums and repeats, then by steps"
    assert sum(len(block.members) for block in blocks) == len(topological_order(chain(1000)))
    assert blocks[-1].members[-1].operation is not None


def test_steps_become_longer_until_their_arrows_can_be_told_apart() -> None:
    xs = [Value(1.0)]
    for i in range(300):  # no two alike
        xs.append((xs[-1] * xs[i // 3] * xs[7 * i // 11]) ** (i + 1))
    blocks, words = folded(unfolded(xs[-1]))
    assert words == "sums and repeats, then by steps"
    assert len(blocks) < BUDGET
    assert arrows(blocks) <= BUDGET


def test_every_rule_keeps_every_node_once_and_parents_first() -> None:
    blocks = unfolded(network(3, 5))
    for rule in (fold_sums, fold_groups, fold_repeats, lambda found: fold_steps(found, 7)):
        merged = rule(blocks)
        members = [node for block in merged for node in block.members]
        assert len(members) == len(set(members)) == len(blocks)
        assert all(parent < i for i, block in enumerate(merged) for parent in block.parents)
        assert merged[-1].members[-1] is blocks[-1].members[-1]


def test_twenty_thousand_nodes_draw_folded() -> None:
    output = chain(13_400)
    output.backward()
    assert "nodes drawn as" in draw(output).svg


def test_full_drawing_of_a_large_graph_needs_max_nodes_and_says_what_to_do_instead() -> None:
    output = chain(1500)
    with pytest.raises(
        GraphTooLargeError, match=r"at most 2,000 nodes.*have 2,251 and .*; leave fold at 'auto'.*max_nodes"
    ):
        draw(output, fold="nothing")


@pytest.mark.thorough
def test_full_drawing_of_a_large_graph_has_every_gate() -> None:
    assert draw(chain(1500), fold="nothing", max_nodes=3000).dot.source.count("label=<×>") == 750


def test_formulas_of_a_folded_graph_are_refused() -> None:
    with pytest.raises(GraphTooLargeError, match="leave formulas out"):
        draw(neuron(), formulas=True)


def test_complex_numbers_have_no_range() -> None:
    xs = [Value(complex(i, 1), f"x{i}") for i in range(4)]
    assert "4numbers" in texts(draw(reduce(add, [x * 2 for x in xs]), fold="repeats").svg)


def test_local_gradients_of_folded_edges_are_ranges() -> None:
    output = neuron()
    shown = texts(draw(output, local_gradients=True).svg)
    assert [text.partition("local")[2] for text in shown if text.startswith("1to64←")] == ["1to64", "1to64"]
    assert f"89440←{output.parents[0].grad}local178880" in shown


def test_local_gradients_of_a_folded_part_are_those_of_the_edges_that_enter_it() -> None:
    output = network(2, 31)
    shown = texts(draw(output, local_gradients=True).svg)
    assert "1local0.5" in shown  # from x to the dot products of layer 1


def test_local_gradient_without_a_value_is_left_out_of_a_folded_picture() -> None:
    xs = [Value(0.0, f"x{i}") for i in range(3)]
    assert "local" not in "".join(texts(draw(reduce(add, map(sqrt, xs)), local_gradients=True, fold="repeats").svg)[:2])


def test_unnamed_leaves_that_are_folded_show_their_range_once() -> None:
    output = total([Value(float(i)) * Value(2.0, "w") for i in range(5)])
    shown = texts(draw(output, fold="repeats").svg)
    assert shown.count("inputs×5") == 1
    assert shown.count("0to4") == 1


def test_arrow_that_stands_for_both_factors_of_a_square_shows_their_sum() -> None:
    xs = [Value(i + 1.0, f"x{i}") for i in range(6)]
    output = total([x * x for x in xs])
    output.backward()
    picture = draw(output, fold="repeats", local_gradients=True)
    assert "1to6←2to12local2to12" in texts(picture.svg)
    assert re.search(r"^x +input × 6 +1 to 6 +2 to 12$", str(picture), re.MULTILINE)
    assert "multiply(x) × 6" in str(picture)
    for draw_pass in (draw_backward, draw_both):
        assert {"←2to12", "savedx=1to6"} <= set(texts(draw_pass(output, fold="repeats").svg))


RULES = (
    fold_sums,
    fold_groups,
    fold_chains,
    fold_repeats,
    lambda found: fold_steps(found, 4),
    lambda found: fold_repeats(fold_sums(found)),
)


@given(graphs(leaves=4, size=14, sharing=True, operations=["add", "multiply"], kind="fraction"))
def test_arrows_that_leave_a_folded_part_add_up_to_its_gradient(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    output.backward()
    for rule in RULES:
        blocks = rule(unfolded(output))
        diagram = block_diagram(Graph(output), blocks, {}, "folded")
        leaving: list[list[str]] = [[] for _ in diagram.nodes]
        for node in diagram.nodes:
            for parent, amount in zip(node.parents, node.contributions, strict=bool(node.contributions)):
                leaving[parent].append(amount)
        for block, node, amounts in zip(blocks[:-1], diagram.nodes, leaving, strict=False):
            if len(amounts) == 1:
                assert amounts[0] == node.gradient
            elif len(block.members) == 1:
                assert sum(map(Fraction, amounts)) == Fraction(node.gradient)


def test_part_shows_what_arrives_from_outside_and_not_what_flows_inside() -> None:
    x = Value(1.0, "x")
    for _ in range(3):
        x = x + x
    y = x + x
    x.group = y.group = "inside"
    output = y * x
    output.backward()
    (part,) = (node for node in block_diagram(Graph(output), fold_groups(unfolded(output)), {}, "").nodes if node.part)
    assert (part.gradient, x.grad) == (f"{y.data:g} to {x.data:g}".replace("16 to 8", "8 to 16"), 32)


def test_numbers_that_feed_a_part_are_one_range_beside_each() -> None:
    loss = loss_of([2, 4, 1], 4)
    numbers = [node.data for node in topological_order(loss) if node.is_constant and not 1 <= node.data <= 2]
    shown = texts(draw(loss).svg)
    assert len(numbers) == 8
    assert shown.count(f"{min(numbers):.6g} to {max(numbers):.6g}".replace("-", "−").replace(" ", "")) == 4


def test_long_chain_is_a_few_steps() -> None:
    blocks, _ = folded(unfolded(chain(1000)))
    assert len(blocks) <= STEPS[0] < 10


# What flows along an arrow, and what is never folded.


def grouped(graph: DrawnGraph) -> Value:
    """The drawn graph, differentiated, every third node in the group "part"."""
    output, _ = graph.record()
    for i, node in enumerate(topological_order(output)):
        if i % 3:
            node.group = "part"
    output.backward()
    return output


@given(graphs(leaves=4, size=14, sharing=True, operations=["add", "multiply"], kind="fraction"))
def test_arrow_shows_a_range_only_where_several_numbers_flow(graph: DrawnGraph) -> None:
    output = grouped(graph)
    for rule in RULES:
        blocks = rule(unfolded(output))
        diagram = block_diagram(Graph(output), blocks, {}, "folded")
        place = {node: i for i, block in enumerate(blocks) for node in block.members}
        for i, node in enumerate(diagram.nodes):
            for slot, parent in enumerate(node.parents):
                taken = {x for member in blocks[i].members for x in member.parents if place[x] == parent}
                if len(taken) == 1 or len(blocks[i].members) == 1:
                    assert " to " not in exit_of(diagram, node, slot).value


@given(graphs(leaves=4, size=14, sharing=True, operations=["add", "multiply"], kind="fraction"))
def test_inputs_are_never_folded_into_a_part(graph: DrawnGraph) -> None:
    output = grouped(graph)
    for rule in RULES:
        for block in rule(unfolded(output)):
            if block.title:
                assert all(node.operation or node.is_constant for node in block.members)


def test_outputs_of_a_part_are_arrows_of_their_own_each_with_its_number() -> None:
    loss = loss_of([2, 64, 64, 1], 3)
    picture = draw(loss)
    predictions = [(node.parents[0].data, node.grad) for node in topological_order(loss) if node.operation is subtract]
    found = {text for text in texts(picture.svg) if "←" in text}
    for value, gradient in predictions:
        assert f"{number_text(value)}←{number_text(gradient)}".replace("-", "−") in found
    assert re.search(r"#\d+ \(3 of 3\) - 1", str(picture))


def test_value_that_several_take_from_a_part_parts_behind_it() -> None:
    x = Value(2.0, "x")
    a, b = x * 3, x.tanh()
    a.group = b.group = "part"
    y = a * a + b
    y.backward()
    shown = texts(draw(y, fold="groups").svg)
    assert "6←12" in shown
    assert shown.count("6←6") == 2
    assert f"{number_text(b.data)}←1" in shown


def test_layer_shows_its_parameters_by_name_with_how_large_their_gradients_are() -> None:
    loss = loss_of([2, 8, 8, 1], 3)
    shown = texts(draw(loss).svg)
    assert {"W₁×16", "b₁×8", "W₂×64", "b₂×8"} <= set(shown)
    weights = [
        abs(node.grad) for node in topological_order(loss) if node.label in ("w1", "w2") and node.group[:7] == "layer 1"
    ]
    numbers = f"|gradient|{number_text(min(weights))}to{number_text(max(weights))}"
    assert any(text.endswith(numbers) for text in shown)


def test_node_with_a_label_stays_itself_in_the_middle_of_its_group() -> None:
    x = Value(0.5, "x")
    for i in range(200):
        x = x.tanh() if i % 2 else x * 1.1
        x.group = "layer 1"
        if i == 100:
            x.label = "middle"
    x.label = "y"
    picture = draw(x)
    assert {"layer1(100nodes)", "layer1(98nodes)"} <= set(texts(picture.svg))
    assert re.search(r"^middle +#1 × 1.1 ", str(picture), re.MULTILINE)
    assert re.search(r"^x +input ", str(picture), re.MULTILINE)


def test_ends_of_between_stay_themselves_however_much_is_folded() -> None:
    x = Value(0.5, "x")
    nodes = [x]
    for i in range(300):
        nodes.append(nodes[-1].tanh() if i % 2 else nodes[-1].sin())
        nodes[-1].group = "layer 1"
    picture = draw(nodes[-1], between=(nodes[10], nodes[290]))
    first, *_, last = str(picture).splitlines()[1:-1]
    assert number_text(nodes[10].data) in first
    assert last.startswith("output")


def test_equal_steps_in_a_row_are_one_with_the_product_of_their_slopes() -> None:
    x = Value(0.5, "x")
    y = x
    for _ in range(200):
        y = y.sin()
    y.label = "y"
    y.backward()
    shown = texts(draw(y).svg)
    assert f"sin,200times,slopesmultiplyto{x.grad:.3g}" in shown
    assert f"0.5←{x.grad:.3g}" in shown
    assert "y" in shown


def test_row_takes_its_plain_numbers_with_it_and_ends_where_they_change() -> None:
    x = Value(1.0, "x")
    for factor in (1.5, 0.5):
        for _ in range(60):
            x = x * factor
    shown = texts(draw(x).svg)
    assert {"×1.5,60times,slopesmultiplyto36800000000", "×0.5,60times,slopesmultiplyto8.67e-19"} <= set(shown)
