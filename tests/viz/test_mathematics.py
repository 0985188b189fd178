"""Mathematics in labels: what is known is set as such, and everything else shows as it is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value
from tests.viz.svg import texts
from tests.viz.test_tikz import body, commands, compiled, is_balanced
from viz import draw, draw_both, draw_network, worksheet
from viz.formats.latex import escaped
from viz.mathematics import ALPHABETS, COMMANDS, DEEPEST, FRACTIONS, MARKS, mathematics
from viz.text import label

# Every command that is let through: what these labels become is what may stand in a document, and it is compiled.
EVERY = [
    *(rf"$\{name} a$" for name in COMMANDS),
    *(rf"$\{name}{{X}}$" for name in (*MARKS, *ALPHABETS, "sqrt", "text", "operatorname")),
    *(rf"$\{name}{{a}}{{b}}$" for name in FRACTIONS),
    r"$\left(\frac{a}{b}\right]$ $\left\{x\right\}$ $\left.\alpha\right|$",
    r"$\sqrt[3]{x}$ $f'_1$ $^2_3$ $a<b>c|d/e!?*$",
]
LET_THROUGH = commands("".join(label(text).latex for text in EVERY)) | {r"\ensuremath"}  # type: ignore[attr-defined]

tokens = st.sampled_from(
    [*"xyabw0123+-=_^{}()[]|'$ &%#~\\", "^^"]
    + [rf"\{name}" for name in ["frac", "sqrt", "hat", "left(", "right)", "alpha", "sum", "mathbf", "text"]]
    + [rf"\{name}" for name in ["input", "write18", "def", "catcode", "end", "csname", "relax", "over"]]
)
formulas = st.lists(tokens, max_size=12).map("".join)
# Formulas as people write them, and a little wrong.
commands_with_groups = st.sampled_from([rf"\{name}" for name in (*MARKS, *ALPHABETS, *FRACTIONS, "sqrt", "left(")])
nested = st.recursive(
    st.one_of(tokens, st.sampled_from([rf"\{name} " for name in COMMANDS]), st.just("")),
    lambda inner: st.one_of(
        st.tuples(commands_with_groups, inner, inner).map(lambda parts: "{}{{{}}}{{{}}}".format(*parts)),
        st.tuples(inner, st.sampled_from("_^"), inner).map(lambda parts: "{}{}{{{}}}".format(*parts)),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=8,
)
labels = st.one_of(formulas, formulas.map("${}$".format), nested.map("${}$".format), st.text())


@pytest.mark.parametrize(
    ("text", "plain", "latex"),
    [
        ("$x_i^2$", "xᵢ²", r"\ensuremath{x_{i}^{2}}"),
        (r"\frac{a}{b}", "a/b", r"\ensuremath{\frac{a}{b}}"),
        (r"$\frac{a+1}{2b}$", "(a+1)/2b", r"\ensuremath{\frac{a+1}{2b}}"),
        (r"$\frac{\partial L}{\partial w}$", "∂L/∂w", r"\ensuremath{\frac{\partial L}{\partial w}}"),
        (r"$W^{(1)}_{ij}$", "W⁽¹⁾ᵢⱼ", r"\ensuremath{W^{(1)}_{ij}}"),
        (r"$\sum_{i=1}^n w_i x_i$", "Σᵢ₌₁ⁿ wᵢxᵢ", r"\ensuremath{\sum _{i=1}^{n}w_{i}x_{i}}"),
        (r"$\hat y$", "ŷ", r"\ensuremath{\hat{y}}"),
        (r"$\widehat{xy}$", "x̂ŷ", r"\ensuremath{\widehat{xy}}"),
        (r"$\hat{\mathbf{x}}_{}$", "x̂", r"\ensuremath{\hat{\mathbf{x}}_{}}"),
        (r"$\sqrt{1+x}$", "√(1+x)", r"\ensuremath{\sqrt{1+x}}"),
        (r"$p(y|x) \le 1$", "p(y|x) ≤ 1", r"\ensuremath{p(y|x)\le 1}"),
        (r"$e^{-x}$", "e⁻ˣ", r"\ensuremath{e^{-x}}"),
        (r"$x_{q}$", "x_q", r"\ensuremath{x_{q}}"),
        (r"$\mathbb{R}^n$", "ℝⁿ", r"\ensuremath{\mathbb{R}^{n}}"),
        (r"$\log x$", "log x", r"\ensuremath{\log x}"),
        ("$π r^2$", "πr²", r"\ensuremath{\pi r^{2}}"),
        ("rate $\\eta$ in %", "rate η in %", r"rate \ensuremath{\eta } in \%"),
        ("사과 $x_1$", "사과 x₁", r"사과 \ensuremath{x_{1}}"),
    ],
)
def test_mathematics_has_plain_signs_and_latex(text: str, plain: str, latex: str) -> None:
    found = mathematics(text)
    assert found == plain
    assert found is not None
    assert found.latex == latex
    assert label(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "$5 to $7",
        "5$",
        "$x",
        "$x$ and $",
        "$$x$$",
        "$ x $",
        "${x$",
        "$x}$",
        "$x^a^b$",
        "$x'^2$",
        r"$\frac{a}$",
        r"$\left( x$",
        r"$\unknown$",
        r"$\input{/etc/passwd}$",
        r"\write18{ls}",
        r"$\def\x{\x}\x$",
        r"$\text{\input{x}}$",
        r"$\text{a}$$",
        r"$x \$",
        "$a & b$",
        "$a % b$",
        "$^^5c$",
        r"C:\new\alpha.txt",
        r"\N \G \\",
        f"${'{' * 200}x{'}' * 200}$",
        f"${'{' * DEEPEST}x{'}' * DEEPEST}$",
        f"${'x' * 500}$",
        "${}$",
        r"$\hat{}$",
        r"$\vec{\sqrt{x}}$",
        r"$\mathbb{x}$",
        r"$\mathcal{1}$",
    ],
)
def test_what_is_not_known_as_mathematics_shows_as_it_is(text: str) -> None:
    assert mathematics(text) is None
    shown = label(text)
    assert shown == text or shown.endswith("…")


@given(labels)
def test_nothing_but_known_commands_in_balanced_groups_reaches_latex(text: str) -> None:
    found = mathematics(text)
    if found is None:
        return
    assert is_balanced(found.latex)
    assert commands(found.latex) <= LET_THROUGH | commands(escaped(text))
    assert re.search(r"(?<!\\)[$%#&~]", found.latex) is None
    assert found
    assert "$" not in found


def test_picture_shows_plain_signs_and_the_document_mathematics() -> None:
    x, y = Value(3.0, "$x_i^2$"), Value(2.0, "x1")
    z = x * y
    z.label = r"\frac{a}{b}"
    z.backward()
    picture = draw(z)
    assert {"xᵢ²", "x₁", "a/b"} <= set(texts(picture.svg))
    assert "xᵢ²" in str(picture)
    document = "\n".join(body(picture.tikz))
    assert r"{\ensuremath{x_{i}^{2}}};" in document
    assert r"{\ensuremath{\frac{a}{b}}};" in document
    assert r"{x\textsubscript{1}};" in document
    assert "amsmath" in picture.tikz
    assert "amsmath" not in draw(y * 2).tikz


def test_names_in_captions_and_formulas_are_mathematics_too() -> None:
    x, y = Value(3.0, r"$\theta_0$"), Value(2.0, "x1")
    z = (x * y) ** 2
    z.backward()
    assert r"saved \ensuremath{\theta _{0}} = 3" in draw_both(z).tikz
    formulas = draw(z, formulas=True)
    assert r"\ensuremath{\theta _{0}}\ensuremath{\cdot}x\textsubscript{1}" in formulas.tikz
    assert any("2·θ₀·x₁·x₁" in text for text in texts(formulas.svg))
    assert "θ₀·x1" in str(formulas)


def test_a_name_that_is_raised_stands_in_parentheses_in_a_power() -> None:
    x = Value(3.0, "$x^2$")
    assert "(x²)³" in str(texts(draw(x**3, formulas=True).svg))


def test_a_name_inside_a_word_stays_a_word() -> None:
    x, other = Value(3.0, "$x$"), Value(2.0, "exact")
    document = draw(x * other).tikz
    assert r"{\ensuremath{x}};" in document
    assert "{exact};" in document


def test_a_number_of_ones_own_is_no_mathematics() -> None:
    assert "amsmath" not in draw(Value(5, "price in $") * Value(7, "$5 to $7")).tikz


def test_units_of_a_network_have_mathematics() -> None:
    from nn import MLP

    output = MLP(2, [2, 1])([Value(1.0, r"$\xi_1$"), Value(2.0, "x2")])
    assert r"\ensuremath{\xi _{1}}" in draw_network(output).tikz


@pytest.mark.thorough
def test_pdflatex_compiles_every_command_that_is_let_through(tmp_path: Path) -> None:
    output = Value(1.0)
    for text in EVERY:
        output = output + Value(2.0, text)
    compiled(draw(output, fold="nothing", max_nodes=3 * len(EVERY)), tmp_path)
    compiled(worksheet(Value(1.0, r"$\frac{x_i}{2}$") * Value(2.0, "w1")).picture, tmp_path)
