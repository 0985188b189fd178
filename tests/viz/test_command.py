"""`python -m viz` as people run it, on a machine without a dot command."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.patience import PATIENCE
from viz.examples import EXAMPLES
from viz.themes import THEMES

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PATH": "", "PYTHONPATH": str(ROOT)}


def viz(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "viz", *arguments],
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def test_without_arguments_every_example_has_a_table_and_a_picture(tmp_path: Path) -> None:
    run = viz(folder=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {f"{name}.svg" for name in EXAMPLES}
    for name in EXAMPLES:
        ElementTree.parse(tmp_path / "pictures" / f"{name}.svg")
        assert f"\n  picture: pictures{os.sep}{name}.svg\n" in run.stdout
    assert ["total", "#3", "×", "tax", "715", "1"] in [line.split() for line in run.stdout.splitlines()]


def test_one_example_in_several_formats_and_another_folder(tmp_path: Path) -> None:
    run = viz("apples-and-oranges", "--format", "svg,png, pdf", "--output", "a/b", folder=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    written = {path.name for path in (tmp_path / "a" / "b").iterdir()}
    assert written == {"apples-and-oranges.svg", "apples-and-oranges.png", "apples-and-oranges.pdf"}
    assert not (tmp_path / "pictures").exists()
    assert "buy-apples" not in run.stdout


def test_formats_are_read_as_people_write_them_and_each_is_written_once(tmp_path: Path) -> None:
    run = viz("sigmoid", "--format", "SVG, tex,svg , Dot,", folder=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    run = viz("sigmoid", "--format", "SVG, tex,svg , Dot", folder=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    written = [line.rpartition(os.sep)[2] for line in run.stdout.splitlines() if "picture: " in line]
    assert written == ["sigmoid.svg", "sigmoid.tex", "sigmoid.dot"]
    assert "\\begin{tikzpicture}" in (tmp_path / "pictures" / "sigmoid.tex").read_text(encoding="utf-8")


def test_theme_is_that_of_the_pictures(tmp_path: Path) -> None:
    run = viz("sigmoid", "--theme", "dark", "--format", "dot", folder=tmp_path)
    assert run.returncode == 0
    assert THEMES["dark"].background in (tmp_path / "pictures" / "sigmoid.dot").read_text(encoding="utf-8")


def test_weight_makes_rivers_of_the_pictures(tmp_path: Path) -> None:
    run = viz("sigmoid", "--weight", "gradient", "--format", "dot", folder=tmp_path)
    assert run.returncode == 0
    assert "order of magnitude" not in run.stdout
    assert "|gradient|" in (tmp_path / "pictures" / "sigmoid.dot").read_text(encoding="utf-8")


def test_animations_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    run = viz("add-gate", "--animate", "--format", "svg,gif,png", folder=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert "@keyframes" in (tmp_path / "pictures" / "add-gate.svg").read_text(encoding="utf-8")
    assert (tmp_path / "pictures" / "add-gate.gif").read_bytes().startswith(b"GIF89a")


def test_command_speaks_korean(tmp_path: Path) -> None:
    run = viz("apples-and-oranges", "--language", "ko", "--format", "svg,html", folder=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    lines = [line.split() for line in run.stdout.splitlines()]
    assert ["귤", "개수", "입력", "3", "165"] in lines
    assert ["그림:", f"pictures{os.sep}apples-and-oranges.svg"] in lines
    assert "지불 금액" in (tmp_path / "pictures" / "apples-and-oranges.svg").read_text(encoding="utf-8")
    assert '<html lang="ko">' in (tmp_path / "pictures" / "apples-and-oranges.html").read_text(encoding="utf-8")
    assert "귤" in viz("--list", "--language", "ko", folder=tmp_path).stdout


def test_korean_is_printed_where_the_terminal_has_no_letters_for_it(tmp_path: Path) -> None:
    run = viz("add-gate", "--language", "ko", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert (run.returncode, run.stderr) == (0, "")


def test_digits_and_direction_are_those_of_the_pictures(tmp_path: Path) -> None:
    run = viz("sigmoid", "--digits", "2", "--direction", "down", "--format", "dot", folder=tmp_path)
    assert run.returncode == 0
    assert "0.731059" in run.stdout, "a table has all digits"
    dot = (tmp_path / "pictures" / "sigmoid.dot").read_text(encoding="utf-8")
    assert ">0.73<" in dot
    assert "↑" in dot
    run = viz("sigmoid", "--digits", "0", folder=tmp_path)
    assert run.returncode == 2
    assert "--digits: invalid" in run.stderr


def test_list_names_every_example_and_writes_nothing(tmp_path: Path) -> None:
    run = viz("--list", folder=tmp_path)
    assert run.returncode == 0
    assert [line.split()[0] for line in run.stdout.splitlines()] == list(EXAMPLES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["aples-and-orange"], "got 'aples-and-orange'; did you mean 'apples-and-oranges'?"),
        (["zzz"], "an example is one of 'buy-apples', 'apples-and-oranges',"),
        (
            ["sigmoid", "--format", "svgg"],
            "'pdf', 'html', 'dot', 'tex', 'gif', got 'svgg'; did you mean 'svg'?",
        ),
        (["--format", ""], "a format is one of 'svg', 'png', 'pdf', 'html', 'dot', 'tex', 'gif', got ''"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_what_is_not_known_ends_with_code_2_and_the_near_matches(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    run = viz(*arguments, folder=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert complaint in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_ends_with_code_1_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = viz("sigmoid", "--output", "file/pictures", folder=tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith("python -m viz: error: pictures cannot be written to 'file/pictures' (")
    assert "Traceback" not in run.stderr


def test_machine_without_graphviz_ends_with_code_1_and_both_cures(tmp_path: Path) -> None:
    # an installation of pygraphviz that is not there: the import system finds no module of that name
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['pygraphviz'] = None\n", encoding="utf-8")
    run = viz("sigmoid", folder=tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    assert run.returncode == 1
    assert "python -m viz: error: drawing needs Graphviz" in run.stderr
    assert "Traceback" not in run.stderr


def test_reader_that_leaves_early_is_no_error_message(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "viz"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(PATIENCE)


def test_terminal_that_lacks_a_sign_still_gets_the_numbers(tmp_path: Path) -> None:
    run = viz("multiply-gate", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    assert "x * y           50       1.3" in run.stdout


def test_help_says_what_the_command_does(tmp_path: Path) -> None:
    run = viz("--help", folder=tmp_path)
    assert run.returncode == 0
    assert {"NAME", "--list", "--format", "--output", "pictures/NAME.svg"} <= set(run.stdout.split())
