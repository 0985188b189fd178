"""Build the course: the .ipynb from the .py sources, and run them.

    python notebooks/build.py           # write every .ipynb anew from its .py
    python notebooks/build.py --check   # only say which .ipynb is not what its .py gives; exit code 1 if one is

The .py files are the sources, in the percent format of Jupytext. Not here: what the course says, any code of the
packages, and the pages (docs/site/course.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
# What a notebook needs to be opened with Python; nothing that a run leaves behind.
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
CELL_SECONDS = 600  # a limit for what hangs, not for a busy machine
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


def as_file(source: Path) -> str:
    """What the .ipynb of a source holds."""
    return nbformat.writes(notebook(source)) + "\n"


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
    """The notebook with its outputs, run from top to bottom in a kernel of its own.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the message shows it.
    """
    result = notebook(source)
    # the kernel finds the packages of this checkout, installed or not
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(
        result,
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(FOLDER)}},
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # else it says at every start that it is not encrypted
    )
    client.execute(env=os.environ | {"PYTHONPATH": paths})
    return result


def opening(source: Path) -> tuple[str, str]:
    """A notebook's title, and the paragraph below it, as Markdown."""
    first = notebook(source).cells[0].source
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
    if parser.parse_args(arguments).check:
        wrong = out_of_step()
        print("\n".join(wrong) if wrong else "every .ipynb is what its .py gives", file=sys.stderr if wrong else None)
        return int(bool(wrong))
    for source in sources():
        ipynb(source).write_text(as_file(source), "utf-8")
    print(f"wrote {len(sources())} notebooks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
