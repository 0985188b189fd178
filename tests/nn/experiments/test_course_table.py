"""The table of docs/course-rows.md: every row of the course's inventory is in it, with modules and tests that exist."""

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[3]
README = ROOT / "nn" / "README.md"
TABLE = ROOT / "docs" / "course-rows.md"

# letter of a source document -> how many rows the inventory has for it
INVENTORY = {"A": 36, "B": 22, "C": 54, "D": 6, "E": 11}
IDS = [f"{letter}{number:02}" for letter, count in INVENTORY.items() for number in range(1, count + 1)]
# the rows that the inventory itself marks as prose, or whose only content is a figure that is lost
MAY_BE_PROSE = {"A03", "A24", "A26"}

ROW = re.compile(r"^\| ([A-E]\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def table_rows(text):
    """(ID, modules, tests) of every row, in order."""
    return [
        (identifier, re.findall(r"`([^`]+)`", modules), re.findall(r"`([^`]+)`", tests))
        for identifier, _, modules, tests in ROW.findall(text)
    ]


@cache
def names_of_tests(path):
    """The test functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def faults(text, root=ROOT):
    """What is wrong with a table, a sentence each."""
    rows = table_rows(text)
    listed = [identifier for identifier, _, _ in rows]
    wrong = [f"{identifier} is in the table {listed.count(identifier)} times" for identifier in IDS
             if listed.count(identifier) != 1]  # fmt: skip
    wrong += [f"{identifier} is no row of the inventory" for identifier in listed if identifier not in IDS]
    for identifier, modules, tests in rows:
        if not (modules and tests) and identifier not in MAY_BE_PROSE:
            wrong.append(f"{identifier} names no module or no test")
        wrong += [f"{identifier} names the module {m}, which is not there" for m in modules if find_spec(m) is None]
        for test in tests:
            file, _, name = test.partition("::")
            if not (root / file).is_file() or name not in names_of_tests(root / file):
                wrong.append(f"{identifier} names {test}, which is not there")
    return wrong


def test_every_row_of_the_inventory_has_its_module_and_its_test():
    assert faults(TABLE.read_text(encoding="utf-8")) == []


def test_the_inventory_has_129_rows():
    assert len(IDS) == 129


def test_missing_rows_wrong_tests_and_wrong_modules_are_noticed():
    text = TABLE.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    row = next(line for line in lines if line.startswith("| C06 |"))
    assert faults(text.replace(row, "")) == ["C06 is in the table 0 times"]
    assert faults(text.replace(row, row + row)) == ["C06 is in the table 2 times"]
    assert faults(text.replace(row, row.replace("C06", "C99"))) == [
        "C06 is in the table 0 times",
        "C99 is no row of the inventory",
    ]
    assert faults(text.replace(row, "| C06 | x | prose | prose |\n")) == ["C06 names no module or no test"]
    there, gone = "tests/nn/by_hand/test_gates.py::test_c06_c07_two_apples_with_tax", "tests/nn/test_gone.py::test_x"
    assert faults(text.replace(row, f"| C06 | x | `nn.by_hand` | `{there}` |\n")) == []
    assert faults(text.replace(row, f"| C06 | x | `nn.by_hand` | `{gone}` |\n")) == [
        f"C06 names {gone}, which is not there"
    ]
    assert faults(text.replace(row, f"| C06 | x | `nn.nothing` | `{there}` |\n")) == [
        "C06 names the module nn.nothing, which is not there"
    ]


def test_first_example_of_the_readme_prints_what_it_says(capsys):
    (example, *_) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(example, str(README), "exec"), {})
    (said,) = re.findall(r"# (\[.*\])", example)
    assert capsys.readouterr().out.strip() == said
