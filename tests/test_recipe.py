"""The recipe "Add an operation" of autograd_core/README.md, followed in a copy: nothing else needs to be told.

Not here: what every row promises (test_operations.py, which is asked about the new rows in the copy).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
COPIED = ("autograd_core", "viz", "tests")

# A function, an operator that is symmetric, and n weights with n factors and a bias.
FORWARD = '''
def lorentzian(x: Any) -> Any:
    """1 / (1 + x^2)."""
    return 1 / (1 + x * x)
'''
ROWS = """
lorentzian = row(
    "lorentzian", "L", Role.SCALER,
    about="1 / (1 + x^2).",
    forward=elementary.lorentzian,
    partials=lambda out, x: (-2 * x * out * out,),
    cost=_costs(1, 2),
)

parallel = row(
    "parallel", "∥", Role.SCALER,
    about="Two resistances side by side.",
    forward=lambda x, y: x * y / (x + y),
    partials=lambda out, x, y: ((y / (x + y)) ** 2, (x / (x + y)) ** 2),
    arity=2,
    is_symmetric=True,
    cost=_costs(1, 2),
    needs="inputs whose sum is not 0",
    clearance=lambda x, y: abs(x + y),
    python="|",
    text="{0:2}|{1:2}",
    latex=r"{0:2} \\parallel {1:2}",
    binding=SUM,
)


def _paired(inputs: Sequence[Any]) -> Iterable[Any]:
    n = len(inputs) // 2
    return zip(inputs[:n], inputs[n:-1], strict=True)


weighted_squares = row(
    "weighted_squares", "Σx²", Role.SCALER,
    about="A weighted sum of squares and a bias.",
    forward=lambda *inputs: reduce(operator.add, [w * x * x for w, x in _paired(inputs)], inputs[-1]),
    partials=lambda out, *inputs: (
        *[x * x for _, x in _paired(inputs)], *[2 * w * x for w, x in _paired(inputs)], 1
    ),
    arity=None,
    is_paired=True,
    cost=lambda inputs: (inputs // 2, inputs // 2 * 2),
    needs="n weights, n factors and a bias, an odd number of inputs",
)
"""
KERNELS = """
  lorentzian: (x) => 1 / (1 + x * x),
  parallel: (x, y) => (x + y === 0 ? NaN : (x * y) / (x + y)),
  weighted_squares: (...inputs) => {
    const n = (inputs.length - 1) / 2;
    return inputs.slice(0, n).reduce((sum, w, i) => sum + w * inputs[n + i] ** 2, inputs[2 * n]);
  },"""
NAMES = ("lorentzian", "parallel", "weighted_squares")
DUNDER = "        __or__, __ror__ = _binary_operator(operations.parallel)\n"

# file of the recipe -> (what stands there, what is added behind it); at the end of the file where nothing is named
ADDED: dict[str, list[tuple[str, str]]] = {
    "autograd_core/elementary.py": [("", FORWARD)],
    "autograd_core/operations.py": [("", ROWS)],
    "autograd_core/value.py": [("        __truediv__, __rtruediv__ = _binary_operator(operations.divide)\n", DUNDER)],
    "autograd_core/README.md": [("| of many | ", "".join(f"`{name}` " for name in NAMES))],
    "autograd_core/__init__.py": [
        ("    absolute,\n", "".join(f"    {name},\n" for name in NAMES)),
        ('    "absolute",\n', "".join(f'    "{name}",\n' for name in NAMES)),
    ],
    "autograd_core/signatures.pyi": [
        ("    __rtruediv__: Operator\n", "    __or__: Operator\n    __ror__: Operator\n"),
        ("    def exp(self) -> Value: ...\n", "    def lorentzian(self) -> Value: ...\n"),
    ],
    "viz/stepper_page/kernels.js": [("const KERNELS = {", KERNELS)],
}

# What comes of it, in Python; each line is a statement that failed for some row before facts stood on rows.
PROMISED = r"""
import pickle
import viz
from autograd_core import *
from autograd_core import lorentzian, parallel, weighted_squares, compile_graph
from autograd_core.program.flat import flattened
from autograd_core.strategies import exact_operations
from viz.diagram import diagram_of, is_ordered
from viz.stepper_page.labels import notation

x, y, b = Value(2.0, "x"), Value(3.0, "y"), Value(1.0, "b")
sides = x | y
assert (2 | y).data == (x | 3).data == 1.2 and not hasattr(x, "parallel")
assert x.lorentzian().data == 0.2
assert formula(sides * y) == "(x|y)*y" and formula(sides, "latex") == r"x \parallel y"
assert formula(x.lorentzian(), "latex") == r"\operatorname{lorentzian}\left(x\right)"
assert notation(sides)["pieces"] == ["", " ∥ ", ""]

squares = weighted_squares(x, y, sides, y, b)
assert notation(squares)["inputs"] == [0, 2, 1, 3, 4]
assert from_json(to_json(squares))[0].data == pickle.loads(pickle.dumps(squares)).data == squares.data
text = to_json(squares).replace('"parents":[0,1,2,1,3]', '"parents":[0,1,2,1]')
try:
    from_json(text)
except GraphError as error:
    assert "weighted_squares cannot have 4 parents" in str(error), error
else:
    raise AssertionError("an even number of parents was read")

report = check_gradients(lambda x, y, b: weighted_squares(x, y, x | y, y.lorentzian(), b), [2.0, 3.0, 1.0], order=2)
assert report, report
assert "d | = " in str(explain(sides, x)), explain(sides, x)
assert {"lorentzian", "parallel", "weighted_squares"} <= set(exact_operations())

program = compile_graph((x | y) + (y | x), [x, y])
assert program([[2.0, 3.0], [1.0, 1.0]]).tolist() == [2.4, 1.0]
flat = flattened([(x | y) + (y | x)], [], [x, y], [])
assert [row.name for row in flat.operations if row is not None] == ["parallel", "add"]  # x | y and y | x are one

diagram = diagram_of(sides * sides)
assert not is_ordered(diagram, next(node for node in diagram.nodes if node.symbol == "∥"))
for picture in (viz.draw(squares), viz.draw_backward(squares)):
    assert "∥" in picture.svg
assert "weighted_squares" in viz.stepper(squares).html
print("as promised")
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages in which the recipe was followed."""
    copy = tmp_path_factory.mktemp("followed")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name, additions in ADDED.items():
        path = copy / name
        text = path.read_text(encoding="utf-8")
        for before, added in additions:
            assert text.count(before) == 1 or not before, f"{before!r} in {name}"
            text = text.replace(before, before + added) if before else text + added
        path.write_text(text, encoding="utf-8")
    return copy


def _run(folder: Path, *arguments: str) -> str:
    """What Python prints in `folder`, with the packages that lie there."""
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_recipe_names_the_files_that_it_takes() -> None:
    readme = (ROOT / "autograd_core" / "README.md").read_text(encoding="utf-8")
    recipe = readme.partition("## Add an operation")[2].partition("\n## ")[0]
    for name in ADDED:
        assert f"`{name.removeprefix('autograd_core/')}`" in recipe


def test_new_operations_work_everywhere_by_the_recipe(followed: Path) -> None:
    assert _run(followed, "-X", "utf8", "-c", PROMISED) == "as promised\n"


@pytest.mark.thorough
def test_new_rows_keep_the_promises_of_every_row(followed: Path) -> None:
    chosen = " or ".join((*(f"[{name}]" for name in NAMES), "is_declared"))
    printed = _run(
        followed, "-m", "pytest", "-c", os.devnull, "--rootdir", str(followed), "--import-mode=importlib",
        "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "-k", chosen, "tests/autograd_core/test_operations.py",
        "tests/autograd_core/test_signatures.py", "tests/autograd_core/test_documentation.py",
    )  # fmt: skip
    assert "failed" not in printed
    assert " passed" in printed
