"""The house: every file of the packages is checked against the tables of docs/architecture.py."""

import ast
import builtins
import inspect
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import autograd_core
import nn
import viz
from autograd_core import TABLE, Operation, Value
from docs.architecture import MAY_IMPORT, MAY_IMPORT_LATE, PACKAGES

ROOT = Path(__file__).parents[1]
FILES = sorted(path for package in PACKAGES for kind in ("py", "pyi") for path in (ROOT / package).rglob(f"*.{kind}"))
every_file = pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _line_of(module: str) -> str:
    """The key of MAY_IMPORT that speaks for `module`."""
    return module if module in MAY_IMPORT or module.startswith("autograd_core") else module.partition(".")[0]


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The modules that an import statement loads."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    assert node.level == 0, "imports name their module from the root: `from autograd_core.value import Value`"
    assert node.module is not None
    for alias in node.names:
        submodule = f"{node.module}.{alias.name}"
        as_path = ROOT / submodule.replace(".", "/")
        yield submodule if as_path.is_dir() or as_path.with_suffix(".py").exists() else node.module


LATE = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def _is_for_annotations(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def imports(tree: ast.AST, late: bool = False) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, and whether it does so late: inside a function, or for annotations alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((module, late) for module in _imported(node))
        yield from imports(node, late or isinstance(node, LATE) or _is_for_annotations(node))


def _covers(allowed: tuple[str, ...], module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


def forbidden_imports(module: str, source: str) -> list[str]:
    """What is wrong with the imports of a file, a sentence each."""
    line = _line_of(module)
    if line not in MAY_IMPORT:
        return [f"{module} has no line in MAY_IMPORT: say there what it may import"]
    wrong = []
    for imported, late in imports(ast.parse(source)):
        if imported.partition(".")[0] in sys.stdlib_module_names or _covers(MAY_IMPORT[line], imported):
            continue
        if late and _covers(MAY_IMPORT_LATE.get(line, ()), imported):
            continue
        allowed = ", ".join(MAY_IMPORT[line]) or "the standard library alone"
        wrong.append(f"{module} imports {imported}; it may import {allowed}")
    return wrong


@every_file
def test_file_imports_only_what_the_arrows_allow(path: Path) -> None:
    assert forbidden_imports(module_name(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("autograd_core.operations", "from autograd_core.value import Value"),
        ("autograd_core.operations", "from autograd_core import value"),
        ("autograd_core.operations", "from autograd_core import Value"),
        ("autograd_core.operations", "def late():\n    import autograd_core.graph"),
        ("autograd_core.value", "from autograd_core.differentiate import backward"),
        ("autograd_core.value", "if True:\n    import autograd_core.copying"),
        ("autograd_core.value", "def backward(self):\n    from autograd_core.differentiate import backward"),
        ("autograd_core.elementary", "import numpy"),
        ("autograd_core.elementary", "def late():\n    import numpy as np"),
        ("autograd_core.graph", "import viz"),
        ("autograd_core.unheard_of", ""),
        ("nn.layers", "import viz.picture"),
        ("nn.layers", "class Layer:\n    def draw(self):\n        from viz import draw"),
        ("viz.picture", "from nn import MLP"),
        ("viz.picture", "f = lambda: __import__('nn')\nimport nn.layers as layers"),
        ("unheard_of.module", "import os"),
    ],
)
def test_check_catches_a_forbidden_import(module: str, source: str) -> None:
    assert len(forbidden_imports(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("autograd_core.saving", "def is_array(x):\n    import numpy"),
        ("autograd_core.value", "import math, operator\nfrom autograd_core import operations"),
        ("viz.picture", "import graphviz\nfrom viz import descriptions\nfrom autograd_core import Value"),
        ("nn.layers", "from nn.module import Module\nfrom autograd_core.operations import dot"),
    ],
)
def test_check_lets_an_allowed_import_pass(module: str, source: str) -> None:
    assert forbidden_imports(module, source) == []


def _runs(tree: ast.AST) -> ast.AST:
    """The tree without what is there for annotations alone."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                setattr(node, field, [each for each in statements if not _is_for_annotations(each)])
    return tree


def circle_of_imports(sources: dict[str, str]) -> list[str]:
    """Modules that import each other in a circle, when they are loaded or later; empty where none do."""
    feeds = {
        module: {imported for imported, _ in imports(_runs(ast.parse(source))) if imported in sources} - {module}
        for module, source in sources.items()
    }
    try:
        TopologicalSorter(feeds).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_even_late() -> None:
    assert circle_of_imports({module_name(path): path.read_text(encoding="utf-8") for path in FILES}) == []


@pytest.mark.parametrize(
    ("late", "is_circle"),
    [
        ("def save(self):\n    from nn import state", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from nn import state", False),
    ],
)
def test_check_catches_a_circle_that_closes_when_it_runs(late: str, is_circle: bool) -> None:
    found = circle_of_imports({"nn.module": late, "nn.state": "from nn.module import Module"})
    assert bool(found) == is_circle


def loaded_packages(module: str, sources: dict[str, str], seen: set[str]) -> Iterator[tuple[str, str]]:
    """The packages of others that loading a module loads, each with the module of ours that asks for it."""
    seen.add(module)
    for imported, late in imports(ast.parse(sources[module])):
        package = imported.partition(".")[0]
        if late or package in sys.stdlib_module_names or imported in seen:
            continue
        if imported in sources:
            yield from loaded_packages(imported, sources, seen)
        elif not (ROOT / package).is_dir():
            yield package, module


def _with_what_they_require(lines: list[str]) -> set[str]:
    """The names of the distributions that these requirements install, theirs among them."""
    found: set[str] = set()
    while lines:
        name = re.split(r"[<>=~!; (\[]", lines.pop())[0].lower()
        if name not in found:
            found.add(name)
            with suppress(PackageNotFoundError):  # of another system's
                lines += [line for line in requires(name) or () if "extra ==" not in line]
    return found


def test_collecting_the_tests_needs_no_more_than_the_test_extra_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    installed = _with_what_they_require(wanted)
    brought_by = packages_distributions()
    everything = [path for path in ROOT.rglob("*.py") if not {"node_modules", ".venv"} & {*path.parts}]
    sources = {module_name(path): path.read_text(encoding="utf-8") for path in everything}
    tests = sorted((ROOT / "tests").rglob("*.py"))
    collected = [module_name(path) for path in tests if path.name.startswith("test_") or path.name == "conftest.py"]
    seen: set[str] = set()
    missing = [
        f"{module} imports {package}"
        for start in collected
        if start not in seen
        for package, module in loaded_packages(start, sources, seen)
        if installed.isdisjoint(name.lower() for name in brought_by.get(package, ()))
    ]
    assert "\n".join(missing) == ""


def test_every_line_of_the_tables_speaks_of_a_module_that_exists() -> None:
    modules = {module_name(path) for path in FILES}
    lines = {*MAY_IMPORT, *MAY_IMPORT_LATE}
    targets = {name for names in (*MAY_IMPORT.values(), *MAY_IMPORT_LATE.values()) for name in names}
    assert lines <= modules
    assert {name for name in targets if name.partition(".")[0] in PACKAGES} <= modules


PRIVATE_SLOTS = {name for name in Value.__slots__ if name.startswith("_") and not name.startswith("__")}


def private_uses(module: str, source: str) -> list[str]:
    """Where a file reaches into what another package keeps to itself."""
    package = module.partition(".")[0]
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in PRIVATE_SLOTS and package != "autograd_core":
            found.append(f"line {node.lineno}: .{node.attr} of a Value")
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(package):
            found += [
                f"line {node.lineno}: {alias.name} of {node.module}"
                for alias in node.names
                if alias.name.startswith("_") and node.module != "__future__"
            ]
    return found


@every_file
def test_file_uses_no_private_name_of_another_package(path: Path) -> None:
    assert private_uses(module_name(path), path.read_text(encoding="utf-8")) == []


def test_check_catches_a_private_name() -> None:
    assert private_uses("viz.picture", "x._first") == ["line 1: ._first of a Value"]
    assert private_uses("nn.layers", "from autograd_core.value import _blank") == [
        "line 1: _blank of autograd_core.value"
    ]
    assert private_uses("autograd_core.graph", "x._first") == []


def test_engine_and_pictures_import_and_work_without_numpy(run_python: Callable[..., str]) -> None:
    code = """
import sys
sys.modules["numpy"] = None
import autograd_core, viz
x = autograd_core.Value(3.0)
(x * x + autograd_core.maximum(x, 2).relu()).backward()
print(x.grad, "nn" in sys.modules)
"""
    assert run_python(code) == "7.0 False\n"


def test_engine_imports_the_standard_library_alone(run_python: Callable[..., str]) -> None:
    code = """
import sys
before = set(sys.modules)
import autograd_core
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(loaded - sys.stdlib_module_names))
"""
    assert run_python(code) == "['autograd_core']\n"


# but for rows that are recorded in another's place, where an input is a plain number
FUNCTIONS = [row for row in TABLE.values() if not row.numbers or row.has_index]


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_every_operation_is_exported_as_a_function(row: Operation) -> None:
    exported = getattr(autograd_core, row.name, None)
    assert callable(exported), (
        f"the table has a row {row.name!r} that autograd_core does not export: add {row.name!r} to the import from "
        "autograd_core.operations in autograd_core/__init__.py"
    )


# py.typed promises types, and without __all__ a type checker refuses `from autograd_core import Value` in users' code.


@pytest.mark.parametrize("package", [autograd_core, nn, viz], ids=PACKAGES)
def test_package_lists_its_public_names(package: ModuleType) -> None:
    listed = getattr(package, "__all__", [])
    assert listed, f"{package.__name__}/__init__.py needs an __all__"
    assert {name for name in listed if not hasattr(package, name)} == set()


NOT_EXPORTED = {"autograd_core.paths.Path"}  # `import *` would hide pathlib's


def returned_classes(thing: object) -> Iterator[type]:
    """The classes of ours that a public function, or a method or an attribute of a public class, gives."""
    if isinstance(thing, type):
        space, annotations = vars(sys.modules[thing.__module__]), dict(vars(thing).get("__annotations__", {}))
        members = [member for name, member in vars(thing).items() if not name.startswith("_")]
        for member in members:
            yield from returned_classes(getattr(member, "fget", getattr(member, "func", member)))
    elif isinstance(thing, FunctionType):
        asked = inspect.unwrap(thing)
        space, annotations = asked.__globals__, {"returned": asked.__annotations__.get("return", "")}
    else:
        return
    for name, annotation in annotations.items():
        for word in re.findall(r"\w+", str(annotation)) if not name.startswith("_") else ():
            found = space.get(word)
            if isinstance(found, type) and found.__module__.partition(".")[0] in PACKAGES:
                yield found


@pytest.mark.parametrize("package", [autograd_core, nn, viz], ids=PACKAGES)
def test_what_public_functions_return_is_public_too(package: ModuleType) -> None:
    public = {id(getattr(each, name)) for each in (autograd_core, nn, viz) for name in each.__all__}
    public.add(id(autograd_core.Program))  # known by name, but left out of `import *`: it takes NumPy
    returned = {found for name in package.__all__ for found in returned_classes(getattr(package, name))}
    assert returned, "no public function of the package tells what it returns"
    hidden = {f"{found.__module__}.{found.__qualname__}" for found in returned if id(found) not in public}
    assert hidden - NOT_EXPORTED == set(), "export it, so that users can annotate what they get"


def beyond_public_names(sources: dict[str, str]) -> dict[str, set[str]]:
    """Module of the engine -> the names of it that are used although `autograd_core` does not export them."""
    found: dict[str, set[str]] = {}
    public = set(autograd_core.__all__)
    for source in sources.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograd_core."):
                names = {alias.name for alias in node.names} - public
                found.setdefault(str(node.module).removeprefix("autograd_core."), set()).update(names)
    return {module: names for module, names in found.items() if names}


def test_what_nn_and_viz_use_beyond_the_public_names_stands_in_the_engines_readme() -> None:
    readme = (ROOT / "autograd_core" / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## For nn and viz")[2].partition("\n## ")[0]
    rows = [re.findall(r"`([^`]+)`", line) for line in section.splitlines() if line.startswith("| `")]
    others = {
        path.as_posix(): path.read_text(encoding="utf-8")
        for path in FILES
        if path.relative_to(ROOT).parts[0] != "autograd_core"
    }
    listed = {module: set(names) for module, *names in rows}
    used = beyond_public_names(others)
    changed = {module: used.get(module) for module in {*listed, *used} if listed.get(module) != used.get(module)}
    assert not changed, f"the table 'For nn and viz' in autograd_core/README.md needs these rows: {changed}"


def test_check_finds_a_name_that_is_not_public() -> None:
    sources = {"nn.layers": "from autograd_core.errors import GraphError, shown\nfrom autograd_core import Value"}
    assert beyond_public_names(sources) == {"errors": {"shown"}}


def test_program_is_known_by_name_and_leaves_numpy_alone_until_then(run_python: Callable[..., str]) -> None:
    code = """
import sys
from autograd_core import *
print("numpy" in sys.modules)
from autograd_core import Program
print(Program.__name__, "numpy" in sys.modules)
"""
    assert run_python(code) == "False\nProgram True\n"


def test_engine_lists_every_name_that_it_imports_but_those_of_python() -> None:
    imported = {name for name, thing in vars(autograd_core).items() if not isinstance(thing, ModuleType)}
    public = {name for name in imported if not name.startswith("_")}
    assert set(getattr(autograd_core, "__all__", [])) == public - set(dir(builtins))
    assert public & set(dir(builtins)) == {"sum"}, "importable by name"


@pytest.mark.parametrize("package", [autograd_core, nn, viz], ids=PACKAGES)
def test_import_of_everything_replaces_nothing_of_python(package: ModuleType) -> None:
    assert set(getattr(package, "__all__", [])) & set(dir(builtins)) == set()


# A docstring is read alone, at a prompt or in a tooltip.
LEANING = re.compile(r"(Likewise|The same|Ditto|Also|As above)\b", re.IGNORECASE)


def leaning_docstrings(source: str) -> list[str]:
    """The docstrings of a file that begin with a reference to what stands above them."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return [text for text in texts if LEANING.match(text)]


@pytest.mark.parametrize("path", [path for path in FILES if "autograd_core" in path.parts], ids=lambda path: path.stem)
def test_docstring_stands_by_itself(path: Path) -> None:
    assert leaning_docstrings(path.read_text(encoding="utf-8")) == []


def test_check_catches_a_docstring_that_leans_on_another() -> None:
    assert leaning_docstrings('def f():\n    """Likewise for g."""') == ["Likewise for g."]
    assert leaning_docstrings('def f():\n    """The sum."""') == []


def test_engine_exports_what_it_promises() -> None:
    promised = {"Value", "backward", "gradients", "no_grad", "maximum", "minimum", "sum", "dot", "GraphError", "TABLE"}
    assert promised <= set(vars(autograd_core))
