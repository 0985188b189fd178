"""The reference: every public name of the packages from its docstring, and every row of the table from the table.

Not here: what the docstrings say, and how they are read (Sphinx' autodoc and napoleon).
"""

from __future__ import annotations

import html
import importlib
import inspect
import io
from pathlib import Path
from types import ModuleType
from typing import Any

import autograd_core
import nn
import viz
from autograd_core import TABLE, Operation, formula, local_gradient_formulas
from autograd_core.formula import smooth_point
from autograd_core.value import Value
from docs.site.markdown import directive, hidden_contents, raw, write_page
from viz import plots

# page of the reference -> the package whose __all__ it holds, and what is public there without being imported by it
CHAPTERS: dict[str, tuple[ModuleType, tuple[str, ...]]] = {
    "autograd_core": (autograd_core, ("autograd_core.program.program", "autograd_core.strategies")),
    "nn": (nn, ("nn.schedules",)),
    "viz": (viz, ()),
    "plots": (plots, ()),
}
MANY = 3  # inputs by which a row that takes any number of them is shown


def write(pages: Path) -> None:
    """Write the reference below the folder `pages`."""
    for name, (package, more) in CHAPTERS.items():
        write_page(pages, f"reference/{name}", _chapter(package, more))
    write_page(pages, "reference/functions", functions_page())
    entries = [
        f"- [`{package.__name__}`]({name}.md): {_first_sentence(package)}\n" for name, (package, _) in CHAPTERS.items()
    ]
    write_page(
        pages,
        "reference/index",
        "# Reference\n\n- [Every function](functions.md): the rows of the table of operations\n"
        + "".join(entries)
        + hidden_contents(CHAPTERS),
    )


def _chapter(package: ModuleType, more: tuple[str, ...]) -> str:
    """A page with a section for each module that public names come from."""
    by_module: dict[str, list[str]] = {}
    for name in package.__all__:
        thing = getattr(package, name)
        if not isinstance(thing, Operation):
            by_module.setdefault(getattr(thing, "__module__", package.__name__), []).append(name)
    parts = [f"# {package.__name__}\n\n{_docstring(package)}\n"]
    if package is autograd_core:
        parts.append("The rows of the table, such as `exp` and `maximum`, are on a page of their own: "
                     "[every function](functions.md).\n")  # fmt: skip
    for module, names in sorted(by_module.items(), key=lambda item: list(package.__all__).index(item[1][0])):
        if module != package.__name__:
            parts += [f"## {module}\n", f"{_first_sentence(importlib.import_module(module))}\n"]
        parts += [_documented(f"{package.__name__}.{name}", getattr(package, name)) for name in names]
    for module in more:
        loaded = importlib.import_module(module)
        own = [name for name, thing in vars(loaded).items()
               if not name.startswith("_") and getattr(thing, "__module__", "") == module]  # fmt: skip
        parts += [f"## {module}\n", f"{_docstring(loaded)}\n"]
        parts += [_documented(f"{module}.{name}", getattr(loaded, name)) for name in own]
    return "\n".join(parts)


def _docstring(thing: Any) -> str:
    return inspect.getdoc(thing) or ""


def _first_sentence(thing: Any) -> str:
    return " ".join(_docstring(thing).partition("\n\n")[0].split())


def _documented(path: str, thing: Any) -> str:
    """The entry of one name."""
    if inspect.isclass(thing):
        content = f".. autoclass:: {path}\n   :members:\n   :special-members: __call__\n"
    elif callable(thing) and inspect.isroutine(thing):
        content = f".. autofunction:: {path}\n"
    else:
        content = f".. py:data:: {path}\n\n   {_described(thing)}\n"
    return directive("eval-rst", "", content)


def _described(thing: Any) -> str:
    """What a public name that is neither a class nor a function stands for."""
    if isinstance(thing, dict):
        return f"A table of {len(thing)} entries: {', '.join(f'`{key}`' for key in thing)}."
    return f"`{thing!r}`"


def functions_page() -> str:
    """Every row of the table: its formula, its local gradients, where it has a value; of one number, a plot."""
    parts = [
        "# Every function\n\nThe rows of the table of operations, from which everything else comes: what is computed, "
        "and the local gradients that the backward pass multiplies by. `out` is the output, `[x > 0]` is 1 where "
        "the condition holds and 0 elsewhere. Each is a function of `autograd_core`; called on numbers it gives a "
        "number, on a Value a node.\n"
    ]
    # but for rows that are recorded in another's place, where an input is a plain number
    parts += [_function(row) for row in TABLE.values() if not row.numbers]
    return "\n".join(parts)


def _function(row: Operation) -> str:
    lines = [f"## {row.name}\n", f"A **{row.role_and_note}**.\n", f"$${_written(row)}$$\n"]
    names, slopes = _names(row), local_gradient_formulas(row, "latex", MANY)
    for name, slope in zip(names, slopes, strict=False):
        lines.append(f"$$\\frac{{\\partial\\, \\mathrm{{out}}}}{{\\partial\\, {name}}} = {slope}$$\n")
    facts = [("Needs", row.needs), ("If not", row.remedy)]
    lines += ["".join(f"- {title}: {text}\n" for title, text in facts if text)]
    if row.arity == 1:
        picture = _plot(row)
        lines += [raw(picture)] if picture else []
    return "\n".join(lines)


def _names(row: Operation) -> list[str]:
    count = MANY if row.arity is None else row.arity
    return ["x", "y"][:count] if count <= 2 else [f"x_{{{i + 1}}}" for i in range(count)]


def _written(row: Operation) -> str:
    """The operation itself as a formula, in LaTeX."""
    count = MANY if row.arity is None else row.arity
    names = ["x", "y"][:count] if count <= 2 else [f"x{i + 1}" for i in range(count)]
    inputs = [Value(x, name) for x, name in zip(smooth_point(row, count), names, strict=True)]
    return r"\mathrm{out} = " + formula(row(*inputs), "latex")


def _plot(row: Operation) -> str:
    """f and f' as SVG, where the function has a value on an interval around 0 or right of it."""
    from matplotlib import pyplot

    for limits in ((-4.0, 4.0), (0.05, 4.0), (-0.95, 4.0), (-1.2, 1.2)):
        figure, ax = pyplot.subplots(figsize=(5, 3))
        try:
            plots.activation(row, ax, limits=limits, name=row.name)
        except ValueError:  # no value somewhere between the limits
            pyplot.close(figure)
            continue
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
        pyplot.close(figure)
        svg = text.getvalue()
        words = html.escape(f"{row.name} and its derivative between {limits[0]} and {limits[1]}")
        return f'<div class="plot" role="img" aria-label="{words}">{svg[svg.index("<svg") :]}</div>'
    return ""
