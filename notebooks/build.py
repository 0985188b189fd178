"""Build the course: the .ipynb from the .py sources, and run them.

    python notebooks/build.py           # write every .ipynb anew from its .py
    python notebooks/build.py --check   # only say which .ipynb is not what its .py gives; exit code 1 if one is
    python notebooks/build.py --claims 07   # run notebook 7, and say what of its prose is not so or not bound

The .py files are the sources, in the percent format of Jupytext. Not here: what the course says, any code of the
packages, what is a claim (claims.py), running a notebook (running.py), and the pages (docs/site/course.py).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

FOLDER = Path(__file__).parent
if __name__ == "__main__":  # a file that is run finds what lies beside it, not the package that it belongs to
    sys.path.insert(0, str(FOLDER.parent))

from notebooks import elsewhere  # noqa: E402
from notebooks.claims import Finding, findings, solutions, unnoticed, without_marks  # noqa: E402
from notebooks.running import Run, run  # noqa: E402

# What a notebook needs to be opened with Python; nothing that a run leaves behind.
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
# Of a reader who meets the matter for the first time: what is read in a minute, and minutes for what is done.
WORDS_PER_MINUTE = 120
STEPPER = 3
EXERCISE = 8
LANGUAGES = {"en": "English", "ko": "한국어"}


def sources() -> list[Path]:
    """The notebooks' sources in the order of the course; a translation comes after its original."""
    return sorted(FOLDER.glob("[0-9][0-9]-*.py"), key=lambda path: path.stem)


def language(path: Path) -> str:
    """The language of a notebook: `01-name.ko.py` is the Korean one of `01-name.py`."""
    return path.stem.partition(".")[2] or "en"


def notebook(source: Path) -> NotebookNode:
    """The notebook that a source gives, always the same one, without outputs."""
    result = jupytext.reads(source.read_text("utf-8"), fmt="py:percent")
    result.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(result.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({})
    nbformat.validate(result)
    return result


def as_file(source: Path, address: str | None = None) -> str:
    """What the .ipynb of a source holds: the notebook, with what it needs where it is opened elsewhere.

    Args:
        source: the notebook's.
        address: of the published repository; that of the project where nothing is said.
    """
    result, address = notebook(source), elsewhere.repository() if address is None else address
    if links := elsewhere.badges(ipynb(source).name, address):
        heading, _, rest = result.cells[0].source.partition("\n")
        result.cells[0].source = f"{heading}\n\n{links}\n{rest}"
    result.cells.insert(0, elsewhere.install_cell(language(source), address))
    return nbformat.writes(result) + "\n"


def ipynb(source: Path) -> Path:
    return source.with_suffix(".ipynb")


def out_of_step() -> list[str]:
    """A sentence for every .ipynb that is not what its source gives, or has none."""
    expected = {ipynb(source): source for source in sources()}
    wrong = []
    for path, source in expected.items():
        if not path.exists() or path.read_text("utf-8") != as_file(source):
            wrong.append(f"{path.name} is not what {source.name} gives; run python notebooks/build.py")
    wrong += [f"{path.name} has no source; delete it" for path in FOLDER.glob("*.ipynb") if path not in expected]
    return wrong


def executed(source: Path) -> NotebookNode:
    """The notebook of a source with its outputs, run from top to bottom in a kernel of its own.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the message shows it.
    """
    return run(notebook(source)).notebook


def first_lines(source: Path) -> list[int]:
    """The line of the source on which the text of each cell begins."""
    lines = source.read_text("utf-8").splitlines()
    return [number + 2 for number, line in enumerate(lines) if line.startswith("# %%")]


def untrue(source: Path, result: Run | None = None) -> list[str]:
    """A line for each claim of the prose that is not so, and each number that is not bound, with its place.

    Args:
        source: the notebook's.
        result: what its run gave; without it, only what the text alone shows.
    """
    wrong = []
    for number, (cell, first) in enumerate(zip(notebook(source).cells, first_lines(source), strict=True)):
        if cell.cell_type != "markdown":
            continue
        values = None if result is None else result.values.get(number, {})
        found = findings(cell.source, values)
        found = found if found or values is None else unnoticed(cell.source, values)
        wrong += _lines(source.name, first, cell.source, found)
        wrong += [
            f"{source.name}:{first}: a solution shows no Python code" for code in solutions(cell.source) if not code
        ]
    return wrong


def _lines(name: str, first: int, text: str, found: Sequence[Finding]) -> list[str]:
    """A line for each line of a cell on which something was found, and what the line says."""
    by_line: dict[int, list[str]] = {}
    for finding in found:
        by_line.setdefault(text.count("\n", 0, finding.start), []).append(finding.said)
    shown = without_marks(text, keep_lines=True).splitlines()
    return [
        f"{name}:{first + line}: {'; '.join(said)}: {' '.join(shown[line].split())}" for line, said in by_line.items()
    ]


def answers(source: Path) -> dict[int, list[str]]:
    """The solutions that a notebook prints, by the number of their exercise."""
    printed = [
        code for cell in notebook(source).cells if cell.cell_type == "markdown" for code in solutions(cell.source)
    ]
    return {number: [code] for number, code in enumerate(printed, 1) if code}


def unsolved(source: Path, result: Run) -> list[str]:
    """A line for each printed solution that its own check does not call right; `result`: of a run with `answers`."""
    return [
        f"{source.name}: the solution of exercise {number} is not right: {said.words}"
        for number, (said, *_) in result.said.items()
        if not said.is_right
    ]


def minutes(source: Path) -> tuple[float, int]:
    """How long the reading takes, and the exercises: by words and cells, and by their number."""
    cells = notebook(source).cells
    texts = [without_marks(cell.source) for cell in cells if cell.cell_type == "markdown"]
    words = len(re.sub(r"<details>.*?</details>", "", "\n".join(texts), flags=re.DOTALL).split())
    code = [cell.source for cell in cells if cell.cell_type == "code" and ".check(" not in cell.source]
    reading = words / WORDS_PER_MINUTE + sum(STEPPER if ".stepper(" in cell else 1 for cell in code)
    return reading, EXERCISE * len([code for text in texts for code in solutions(text)])


def opening(source: Path) -> tuple[str, str]:
    """A notebook's title, and the paragraph below it, as Markdown."""
    first = without_marks(notebook(source).cells[0].source)
    heading, _, rest = first.partition("\n")
    return heading.removeprefix("#").strip(), rest.strip().partition("\n\n")[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python notebooks/build.py", description="Build the course: the .ipynb files from the .py sources."
    )
    parser.add_argument(
        "--check", action="store_true", help="say which .ipynb is not what its .py gives, change nothing"
    )
    parser.add_argument(
        "--claims", nargs="*", metavar="NN", help="run these notebooks (07, or 07.ko), or all; say what is not so"
    )
    given = parser.parse_args(arguments)
    if given.check:
        return _say(out_of_step(), "every .ipynb is what its .py gives")
    if given.claims is not None:
        chosen = [source for source in sources() if not given.claims or _is_among(source, given.claims)]
        if not chosen:
            parser.error(f"no notebook is called {' or '.join(given.claims)}; write 07, or 07.ko for the one in Korean")
        return _say([line for source in chosen for line in _checked(source)], "every claim is so, every number bound")
    for source in sources():
        ipynb(source).write_text(as_file(source), "utf-8")
    print(f"wrote {len(sources())} notebooks")
    return 0


def _is_among(source: Path, called: Sequence[str]) -> bool:
    """Whether a notebook is called by its number, 07, or by that and its language, 07.ko."""
    return source.name[:2] in called or f"{source.name[:2]}.{language(source)}" in called


def _checked(source: Path) -> list[str]:
    result = run(notebook(source), answers(source))
    return untrue(source, result) + unsolved(source, result)


def _say(wrong: Sequence[str], fine: str) -> int:
    print("\n".join(wrong) if wrong else fine, file=sys.stderr if wrong else None)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
