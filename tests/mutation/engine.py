"""Ways to break the engine by hand, read from engine/*.txt: one file per module.

value.txt is about autograd_core/value.py; a file about a module elsewhere has its whole name, as nn.module.txt. A file
starts with the tests that are likely to notice. Then every mutant is a paragraph: what is wrong, the lines of the
module that are replaced (-), what they are replaced by (+), and tests of its own if others are likelier to notice.

Here: reading them and changing the source. Not here: broken rows (rules.py) and the running of tests (running.py).
"""

from __future__ import annotations

from pathlib import Path

from tests.mutation.running import Mutant, MutantError

FOLDER = Path(__file__).parent / "engine"
TESTS = "tests:"


def engine_mutants(root: Path) -> list[Mutant]:
    """All mutants of the modules below `root`.

    Raises:
        MutantError: a paragraph does not fit the module any more.
    """
    return [mutant for path in sorted(FOLDER.glob("*.txt")) for mutant in _mutants_of_module(root, path)]


def _mutants_of_module(root: Path, path: Path) -> list[Mutant]:
    module = path.stem if "." in path.stem else f"autograd_core.{path.stem}"
    file = f"{module.replace('.', '/')}.py"
    source = (root / file).read_text("utf-8")
    head, *paragraphs = path.read_text("utf-8").strip().split("\n\n")
    return [parsed(paragraph, file, source, _tests(head, file)) for paragraph in paragraphs]


def parsed(paragraph: str, file: str, source: str, tests: tuple[str, ...]) -> Mutant:
    """The mutant that a paragraph describes.

    Args:
        paragraph: its text.
        file: the module it changes.
        source: what the module holds.
        tests: the likely killers, if the paragraph has none of its own.

    Raises:
        MutantError: the lines to replace do not stand in the module, or in several places, or do not change.
    """
    name, *lines = paragraph.splitlines()
    old = "\n".join(line[1:] for line in lines if line.startswith("-"))
    new = "\n".join(line[1:] for line in lines if line.startswith("+"))
    count = source.count(old) if old else 0
    if count != 1 or old == new:
        raise MutantError(
            f"the mutant {name!r} needs lines that {file} holds once and that change, and it holds them {count} times; "
            f"bring its paragraph in tests/mutation/engine up to date:\n{old}"
        )
    own_tests = [_tests(line, file) for line in lines if line.startswith(TESTS)]
    return Mutant(f"{file}: {name}", file, source.replace(old, new), own_tests[0] if own_tests else tests)


def _tests(line: str, file: str) -> tuple[str, ...]:
    """The files that a line names, in the folder of tests that mirrors the module's."""
    return tuple(f"tests/{Path(file).parent}/{name}.py" for name in line.removeprefix(TESTS).split())
