"""The reference: every public name of the packages from its docstring.

Not here: the rows of the table (functions.py), what the docstrings say, and how they are read (Sphinx' autodoc and
napoleon).
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import autograd_core
import nn
import viz
from autograd_core import Operation
from docs.site import functions
from docs.site.markdown import directive, hidden_contents, write_page
from viz import plots

# page of the reference -> the package whose __all__ it holds, and what is public there without being imported by it
CHAPTERS: dict[str, tuple[ModuleType, tuple[str, ...]]] = {
    "autograd_core": (autograd_core, ("autograd_core.program.program", "autograd_core.strategies")),
    "nn": (nn, ("nn.schedules",)),
    "viz": (viz, ()),
    "plots": (plots, ()),
}


def write(pages: Path) -> None:
    """Write the reference below the folder `pages`."""
    for name, (package, more) in CHAPTERS.items():
        write_page(pages, f"reference/{name}", _chapter(package, more))
    functions.write(pages)
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
