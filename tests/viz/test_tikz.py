"""TikZ: what the SVG shows is in the LaTeX document, no label is a command, and pdflatex compiles it."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import Value, compile_graph, leaves
from tests.patience import PATIENCE
from tests.viz.svg import SVG, parsed
from tests.viz.test_hostile_labels import HOSTILE, hostile_text
from viz import GraphTooLargeError, Picture, draw, draw_backward, draw_both, worksheet
from viz.examples import EXAMPLES
from viz.formats.latex import GREEK, escaped, is_for_pdflatex
from viz.formats.tikz import tikz_document
from viz.text import label
from viz.themes import THEMES

PDFLATEX = "texlive-latex-extra texlive-pictures texlive-fonts-recommended"  # packages of Debian
KINDS: dict[str, Callable[[Value], Picture]] = {
    "forward": lambda output: draw(output, local_gradients=True, theme="dark"),
    "formulas": lambda output: draw(output, formulas=True, theme="print"),
    "folded": lambda output: draw(output, fold="repeats"),
    "backward": draw_backward,
    "both": draw_both,
    "worksheet": lambda output: worksheet(output).picture,
    "program": lambda output: draw(compile_graph(output, inputs=leaves(output))),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def body(document: str) -> list[str]:
    """The commands of the picture, a line each."""
    return document.partition("\\begin{tikzpicture}")[2].partition("\\end{tikzpicture}")[0].splitlines()[1:]


def is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def commands(text: str) -> set[str]:
    return set(re.findall(r"\\(?:[a-zA-Z]+|.)", text))


# Everything that a text may hold: the signs' commands, none that opens a file, runs a program or defines a command.
HARMLESS = commands("".join(map(escaped, map(chr, range(32, 0x2600))))) | {"\\hspace", "\\char", "\\mathsf"}


@every_kind
@pytest.mark.usefixtures("engine")
def test_every_text_and_shape_of_the_svg_is_in_the_document(kind: Callable[[Value], Picture]) -> None:
    picture = kind(EXAMPLES["chain-rule"]())
    elements = list(parsed(picture.svg).iter())
    shapes = [element for element in elements if element.tag.removeprefix(SVG) in ("polygon", "path", "ellipse")]
    texts = [text for element in elements if element.tag == f"{SVG}text" and (text := (element.text or "").strip())]
    lines = body(picture.tikz)
    assert len([line for line in lines if line.startswith("\\path[")]) == len(shapes)
    nodes = [line for line in lines if line.startswith("\\node[")]
    assert len(nodes) == len(texts)
    for node, text in zip(nodes, texts, strict=True):
        assert node.endswith(f"{{{escaped(text)}}};")
    assert is_balanced(picture.tikz)


def test_drawing_keeps_places_colours_and_strokes() -> None:
    svg = (
        f'<svg xmlns="{SVG[1:-1]}" width="90pt" height="50pt"><g transform="scale(0.5 0.5) rotate(0) translate(10 90)">'
        '<polygon fill="#c2410c" stroke="none" points="0,0 20,0 20,-40"/>'
        '<path fill="none" stroke="#4b5563" stroke-width="2" stroke-dasharray="5,2" '
        'd="M0,0C1,2 3,4 5,6 7,8 9,10 11,12"/>'
        '<ellipse fill="white" stroke="black" stroke-width="4" cx="30" cy="-20" rx="6" ry="8"/>'
        '<text x="30" y="-20" text-anchor="middle" font-size="20.00" font-weight="bold" fill="#0b5cad">a_1</text>'
        "</g></svg>"
    )
    assert body(tikz_document(svg, THEMES["light"])) == [
        "\\path[fill=gradient] (5.00,45.00) -- (15.00,45.00) -- (15.00,25.00) -- cycle;",
        "\\path[draw=line, line width=1.00bp, dash pattern=on 2.50bp off 1.00bp] (5.00,45.00) .. "
        "controls (5.50,46.00) and (6.50,47.00) .. (7.50,48.00) .. controls (8.50,49.00) and (9.50,50.00) .. "
        "(10.50,51.00);",
        "\\path[fill=background, draw=black, line width=2.00bp] (20.00,35.00) ellipse [x radius=3.00bp, "
        "y radius=4.00bp];",
        "\\node[anchor=base, scale=1.004, text=forward, font=\\sffamily\\bfseries\\boldmath] at (20.00,35.00) {a\\_1};",
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_colours_have_the_names_of_the_theme(theme: str) -> None:
    document = draw(EXAMPLES["max-gate"](), theme=theme).tikz
    defined = re.findall(r"\\(?:definecolor|colorlet)\{(\w+)\}", document)
    assert {"background", "ink"} <= set(defined)
    assert len(set(defined)) == len(defined)
    assert set(re.findall(r"(?:fill|draw|text)=(\w+)", document)) <= set(defined)


def test_picture_larger_than_a_page_of_tex_is_refused() -> None:
    svg = f'<svg xmlns="{SVG[1:-1]}" width="20000pt" height="50pt"/>'
    with pytest.raises(GraphTooLargeError, match=r"up to 16,000 points .*, and this is 20,000 x 50; fold the graph"):
        tikz_document(svg, THEMES["light"])


# Texts.


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("50 % of $x_1$ & #2", r"50 \% of {\char36}x\_1{\char36} \& \#2"),
        ("^^5c ~", r"\textasciicircum{}\textasciicircum{}5c \textasciitilde{}"),
        ("a--b", "a{-}{-}b"),
        ("← −2.5", r"\ensuremath{\leftarrow} \ensuremath{-}2.5"),
        ("σ′(λ)", r"\ensuremath{\sigma}\ensuremath{{}'}(\ensuremath{\lambda})"),
        ("café ß", r"caf\'{e} \ss{}"),
        ("x₁²", r"x\textsubscript{1}\textsuperscript{2}"),
        ("∂w⁽¹⁾₃₂", r"\ensuremath{\partial}\ensuremath{\mathsf{w}^{(1)}_{32}}"),
        ("사과", "사과"),
    ],
)
def test_text_shows_as_it_is(text: str, written: str) -> None:
    assert escaped(text) == written
    assert is_for_pdflatex(text) == (text != "사과")


def test_greek_letters_have_their_names() -> None:
    assert escaped("αλω ΓΛΩ").replace("\\ensuremath", "") == r"{\alpha}{\lambda}{\omega} {\Gamma}{\Lambda}{\Omega}"
    assert len(set(GREEK.split())) == len(GREEK.split()) == 34


@given(hostile_text)
def test_no_text_is_a_command(text: str) -> None:
    written = escaped(label(text))
    assert is_balanced(written)
    assert commands(written) <= HARMLESS
    for sign in "$&#%_^~":
        # a sign of LaTeX's own is escaped, an accent on a letter, or a space that does not break
        assert re.search(rf"(?<!\\){re.escape(sign)}", written) is None or (
            sign == "~" and "\N{NO-BREAK SPACE}" in text
        )


@settings(max_examples=10)
@given(st.lists(hostile_text, min_size=6, max_size=6))
def test_no_label_changes_the_structure_of_the_document(labels: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PATH", "")
        output = Value(-1.0, "start")
        for text in labels:
            output = output * Value(2.0, text)
        document = draw(output).tikz
    assert is_balanced(document)
    assert all(
        re.match(r"\\(path|node)\[[^]\\]*(\\sffamily\\bfseries\\boldmath)?\] .*;$", line) for line in body(document)
    )
    assert len(re.findall(r"\\(?:begin|end)\b", document)) == 4


def test_korean_labels_make_a_document_for_lualatex() -> None:
    english = draw(Value(3, "price") * 2).tikz
    korean = draw(Value(3, "가격") * 2).tikz
    assert "% Compile with pdflatex" in english
    assert "fontspec" not in english
    assert "% Compile with lualatex or xelatex" in korean
    assert "\\IfFontExistsTF{Noto Sans CJK KR}" in korean
    assert "{가격}" in korean
    assert is_balanced(korean)


# Compiled.


def hostile() -> Value:
    """A graph with every hostile label that pdflatex can print."""
    output = Value(1.0, r"\input{/etc/passwd}")
    for text in HOSTILE:
        if is_for_pdflatex(label(text)):
            output = output * Value(1.0, text)
    output.label = "%"
    return output


@pytest.mark.thorough
@pytest.mark.parametrize(
    "build",
    [
        lambda: draw(EXAMPLES["apples-and-oranges"]()),
        lambda: draw_both(EXAMPLES["chain-rule"](), theme="dark"),
        lambda: worksheet(EXAMPLES["sigmoid-neuron"]()).picture,
        lambda: draw(hostile()),
    ],
    ids=["forward", "both", "worksheet", "hostile"],
)
def test_pdflatex_compiles_the_document_to_one_page(tmp_path: Path, build: Callable[[], Picture]) -> None:
    compiled(build(), tmp_path)


def compiled(picture: Picture, folder: Path) -> None:
    """pdflatex makes one page of the picture, and has a sign for all it shows."""
    assert shutil.which("pdflatex"), (
        "this test needs pdflatex: apt-get install -y texlive-latex-extra texlive-pictures texlive-fonts-recommended"
    )
    picture.save(folder / "picture.tex")
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "picture.tex"],
        cwd=folder,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    log = run.stdout.decode("utf-8", "replace")
    assert run.returncode == 0, log[-2000:]
    assert "Output written on picture.pdf (1 page" in log
    assert "Missing character" not in log
