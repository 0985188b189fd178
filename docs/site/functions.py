"""The page "every function": what it computes, its local gradients, domain, kinks, and a plot, all from the table.

The subjects are those of the list of functions in autograd_core/README.md. Not here: the facts (the table), what
help() says (autograd_core/documentation.py), how a plot is made (plots.py).
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import autograd_core
from autograd_core import TABLE, Operation, formula, local_gradient_formulas
from autograd_core.documentation import call_of, domain, names_of, slopes_at_kink
from autograd_core.formula import latex_name, smooth_point
from autograd_core.notation import number_text
from autograd_core.value import Value
from docs.site.markdown import raw, write_page
from docs.site.plots import plot

README = Path(__file__).parents[2] / "autograd_core" / "README.md"
INTRODUCTION = """# Every function

The functions of `autograd_core`: called on numbers they give a number, with a Value among them a node. Each is one row
of the table of operations, from which everything else comes, or a composition of several. The derivatives are the local
gradients that the backward pass multiplies by; `out` is the output, `[x > 0]` is 1 where the condition holds and 0
elsewhere. In the plots f is solid, its derivative dashed.
"""
OTHERS = "others"  # where the README lists a function nowhere
COMPOSITIONS = [
    name
    for name in autograd_core.__all__
    if getattr(getattr(autograd_core, name), "__module__", "") == "autograd_core.compositions"
]
# A plot is along the first input; what stands in the places of the others, and for functions that are not named here.
BESIDE = {"where": (1.0, -1.0), "clip": (-1.0, 1.0)}
SECOND = 2.0
NEEDED = inspect.Parameter.empty


def write(pages: Path) -> None:
    """Write the page below the folder `pages`."""
    write_page(pages, "reference/functions", page())


def page() -> str:
    """All functions by subject; one with several subjects is described at the first."""
    found = subjects(README.read_text("utf-8"))
    links = {name: f"[`{name}`](#{_anchor(name)})" for names in found.values() for name in names}
    parts = [INTRODUCTION]
    parts += [
        f"- [{_titled(subject)}](#{_anchor(subject)}): {', '.join(links[name] for name in names)}\n"
        for subject, names in found.items()
    ]
    shown: set[str] = set()
    for subject, names in found.items():
        again = [links[name] for name in names if name in shown]
        parts.append(f"## {_titled(subject)}\n")
        parts += [f"Also {', '.join(again)}, above.\n"] if again else []
        parts += [f"### {name}\n\n{section(name)}" for name in names if name not in shown]
        shown.update(names)
    return "\n".join(parts)


def subjects(readme: str) -> dict[str, list[str]]:
    """Subject -> names of functions, in the order of the README's list; rows that it lists nowhere come last."""
    listed = readme.partition("## Functions")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| ([^`|]+) \| (.*`.*) \|$", listed, re.MULTILINE)
    # but for rows that are recorded in another's place, where an input is a plain number
    known = [*(row.name for row in TABLE.values() if not row.numbers or row.has_index), *COMPOSITIONS]
    found = {subject: [x for x in re.findall(r"`(\w+)", names) if x in known] for subject, names in lines}
    others = [name for name in known if not any(name in names for names in found.values())]
    return found | ({OTHERS: others} if others else {})


def section(name: str) -> str:
    """What there is to know of one function."""
    text = _row(TABLE[name]) if name in TABLE else _composition(name)
    picture = raw(f'<div class="plot">{_plot(name)}</div>')
    return f"{picture}\n{text}"


def _row(row: Operation) -> str:
    parts = [f"`{_call(row)}`: {_literal(row.about)}\n"]
    if row.python or row.text or row.latex:
        inputs = [Value(x, name) for x, name in zip(smooth_point(row, len(names_of(row))), names_of(row), strict=True)]
        parts.append(_equation(r"\mathrm{out}", formula(row(*inputs), "latex")))
    slopes = local_gradient_formulas(row, "latex")
    for name, slope in zip(names_of(row), slopes, strict=True):
        parts.append(_equation(rf"\frac{{\partial\, \mathrm{{out}}}}{{\partial\, {latex_name(name)}}}", slope))
    return "\n".join([*parts, "".join(f"- {title}: {text}\n" for title, text in _facts(row) if text)])


def _composition(name: str) -> str:
    """A function of several gates, from its docstring and its graph."""
    function = getattr(autograd_core, name)
    about, facts, *_ = inspect.getdoc(function).split("\n\n")  # type: ignore[union-attr]  # each has one
    names = _needed(function)
    node = function(*[Value(x, input_) for x, input_ in zip((0.5, -1.0, 1.0), names, strict=False)])
    call = f"{name}{_short(inspect.signature(function))}"
    return "\n".join(
        [f"`{call}`: {_literal(about)}\n", _equation(r"\mathrm{out}", formula(node, "latex")), f"{_literal(facts)}\n"]
    )


def _literal(text: str) -> str:
    """Text whose signs stand for themselves in Markdown."""
    return re.sub(r"([*_|])", r"\\\1", text)


def _equation(left: str, right: str) -> str:
    return f"$${left} = {right}$$\n"


def _facts(row: Operation) -> list[tuple[str, str]]:
    slopes = list(map(number_text, slopes_at_kink(row)))
    derivatives = "derivative is" if len(slopes) == 1 else "derivatives are"
    return [
        ("Domain", domain(row)),
        ("Elsewhere an error", row.remedy),
        ("Kink", f"{row.kinks}; there the {derivatives} {' and '.join(slopes)}" if row.kinks else ""),
        ("In the backward pass", row.role_and_note),
        ("Also", f"the method `x.{row.name}()`" if row.is_method else ""),
    ]


def _call(row: Operation) -> str:
    """The call: that of the public function, which takes inputs otherwise than the row in dot(weights, inputs, ...)."""
    public = getattr(autograd_core, row.name)
    return call_of(row) if public is row else f"{row.name}{_short(inspect.signature(public))}"


def _short(signature: inspect.Signature) -> str:
    """The names and defaults alone."""
    parameters = [x.replace(annotation=NEEDED) for x in signature.parameters.values()]
    return str(signature.replace(parameters=parameters, return_annotation=NEEDED)).replace(", /)", ")")


def _needed(function: Any) -> list[str]:
    """The inputs that a call must give; x1, x2, x3 where there may be any number of them."""
    parameters = inspect.signature(function).parameters.values()
    if any(x.kind is x.VAR_POSITIONAL for x in parameters):
        return ["x1", "x2", "x3"]
    return [x.name for x in parameters if x.default is NEEDED]


def _plot(name: str) -> str:
    """f and f' along the first input; nothing where the inputs are lists."""
    row = TABLE.get(name)
    if row is not None and (row.is_paired or row.has_index):
        return ""
    function = getattr(autograd_core, name) if row is None else row
    beside = BESIDE.get(name, (SECOND,) * min(len(_needed(function)) - 1, 1))
    inputs = ", ".join(["x", *(f"{x:g}" for x in beside)])
    title = f"{name}({inputs})" if function is getattr(autograd_core, name) else f"{name}([{inputs}])"
    return plot(lambda x: function(x, *beside), title)


def _titled(subject: str) -> str:
    return subject[0].upper() + subject[1:]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w]+", "-", heading.lower().replace("_", "-")).strip("-")
