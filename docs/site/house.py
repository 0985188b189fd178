"""The architecture as a page: its picture is drawn from the table that the architecture test holds.

Not here: the table (docs/architecture.py).
"""

from __future__ import annotations

import ast
import html
from collections.abc import Sequence
from pathlib import Path

import graphviz

from docs.architecture import CORE_LAYERS, MAY_IMPORT, PACKAGES, PASSES
from docs.site.markdown import raw, write_page
from viz.formats.render import render

ROOT = Path(__file__).parents[2]


def write(pages: Path) -> None:
    """Write the page below the folder `pages`."""
    write_page(pages, "architecture/index", page())


def page() -> str:
    """The rooms of the house, which may import which, and what each file holds in its own words."""
    parts = [
        "# Architecture\n\nAn arrow leads from a room to one that it may import; whatever has no arrow may not. A test "
        "checks the imports of every file against the table that these pictures are drawn from.\n",
        "## Packages\n", raw(_svg(_packages(), "Which package imports which")),
        "## The engine\n\nEach layer imports from the layers above it, and from the standard library alone.\n",
        raw(_svg(_stack([[_file(name) for name in layer] for layer in CORE_LAYERS]), "The layers of the engine")),
        "## Programs\n\nThe passes that turn a recorded graph into a program, in order.\n",
        raw(_svg(_stack([[f"{name}.py"] for name in PASSES]), "The passes of a program")),
        "## Files\n",
    ]  # fmt: skip
    for package in PACKAGES:
        rows = [
            f"| `{path.relative_to(ROOT)}` | {_first_line(path)} |\n"
            for path in sorted((*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("*.pyi")))
        ]
        parts += [f"### {package}\n", "| file | what lives there |\n|---|---|\n" + "".join(rows)]
    return "\n".join(parts)


def _file(module: str) -> str:
    """The file of a module of the engine, which may be one for type checkers alone."""
    return f"{module}.py" if (ROOT / "autograd_core" / f"{module}.py").exists() else f"{module}.pyi"


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|")


def _svg(dot: graphviz.Digraph, words: str) -> str:
    """The picture as an element of the page, in the page's own colour of text, so that it follows light and dark."""
    text = render(dot.source, "svg").decode("utf-8")
    drawn = text[text.index("<svg") :].replace("black", "currentColor")
    return f'<div class="house" role="img" aria-label="{html.escape(words)}">{drawn}</div>'


def _packages() -> graphviz.Digraph:
    """The packages and what is outside that they may import."""
    dot = _empty()
    for package in PACKAGES:
        dot.node(package, penwidth="1.6")
    for package in PACKAGES:
        allowed = {name.partition(".")[0] for name in MAY_IMPORT[package]} - {package}
        for name in sorted(allowed):
            if name not in PACKAGES:
                dot.node(name, style="dashed,rounded")
            dot.edge(package, name)
    return dot


def _stack(layers: Sequence[Sequence[str]]) -> graphviz.Digraph:
    """Layers one above the other: each may import from those below it."""
    dot = _empty()
    for number, layer in enumerate(layers):
        dot.node(f"layer{number}", "   ".join(layer))
        if number:
            dot.edge(f"layer{number}", f"layer{number - 1}")
    return dot


def _empty() -> graphviz.Digraph:
    dot = graphviz.Digraph()
    dot.attr(bgcolor="transparent", rankdir="BT", nodesep="0.3", ranksep="0.4")
    dot.attr("node", shape="box", style="rounded", fontname="sans-serif", fontsize="13")
    return dot
