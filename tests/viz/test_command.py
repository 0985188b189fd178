"""`python -m viz` as people run it, on a machine without a dot command."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.patience import PATIENCE
from viz.__main__ import DONE, EPILOG, main
from viz.examples import EXAMPLES
from viz.themes import THEMES

Call = Callable[..., str]
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


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls the command in `tmp_path`: faster than a process; what it prints."""

    def called(*arguments: str) -> str:
        monkeypatch.chdir(tmp_path)
        assert main(arguments) == DONE
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return called


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


def test_formats_are_read_as_people_write_them_and_each_is_written_once(tmp_path: Path, call: Call) -> None:
    told = call("sigmoid", "--format", "SVG, tex,svg , Dot")
    written = [line.rpartition(os.sep)[2] for line in told.splitlines() if "picture: " in line]
    assert written == ["sigmoid.svg", "sigmoid.tex", "sigmoid.dot"]
    assert "\\begin{tikzpicture}" in (tmp_path / "pictures" / "sigmoid.tex").read_text(encoding="utf-8")


def test_theme_is_that_of_the_pictures(tmp_path: Path, call: Call) -> None:
    call("sigmoid", "--theme", "dark", "--format", "dot")
    assert THEMES["dark"].background in (tmp_path / "pictures" / "sigmoid.dot").read_text(encoding="utf-8")


def test_weight_makes_rivers_of_the_pictures(tmp_path: Path, call: Call) -> None:
    assert "order of magnitude" not in call("sigmoid", "--weight", "gradient", "--format", "dot")
    assert "|gradient|" in (tmp_path / "pictures" / "sigmoid.dot").read_text(encoding="utf-8")


def test_animations_are_written_where_they_are_asked_for(tmp_path: Path, call: Call) -> None:
    call("add-gate", "--animate", "--format", "svg,gif,png")
    assert "@keyframes" in (tmp_path / "pictures" / "add-gate.svg").read_text(encoding="utf-8")
    assert (tmp_path / "pictures" / "add-gate.gif").read_bytes().startswith(b"GIF89a")
    assert b"acTL" in (tmp_path / "pictures" / "add-gate.png").read_bytes()


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


def test_digits_and_direction_are_those_of_the_pictures(tmp_path: Path, call: Call) -> None:
    told = call("sigmoid", "--digits", "2", "--direction", "down", "--format", "dot")
    assert "0.731059" in told, "a table has all digits"
    dot = (tmp_path / "pictures" / "sigmoid.dot").read_text(encoding="utf-8")
    assert ">0.73<" in dot
    assert "↑" in dot


def test_fold_is_that_of_the_pictures(call: Call) -> None:
    assert "layer 1" in call("two-layers", "--fold", "groups")


def test_network_is_drawn_as_layers_of_circles_and_a_unit_as_its_graph(tmp_path: Path, call: Call) -> None:
    told = call("two-layers", "--network", "--weight", "gradient", "--format", "dot")
    assert "layer 1/neuron 2  z1.2 = tanh(-0.6 x1 + 0.9 x2 - 0.2)" in told
    assert "|gradient|" in (tmp_path / "pictures" / "two-layers.dot").read_text(encoding="utf-8")
    unit = call("two-layers", "--unit", "layer 1/neuron 2")
    assert "w21   input" in unit
    assert "w11" not in unit


def test_why_tells_the_factors_of_a_gradient(tmp_path: Path, call: Call) -> None:
    assert "2.2 = 1.1 × 2" in call("apples-and-oranges", "--why", "apple price", "--format", "html")
    assert "2.2 = 1.1 × 2" in (tmp_path / "pictures" / "apples-and-oranges.html").read_text(encoding="utf-8")


def test_page_is_the_stepper_with_the_widths_that_were_asked_for(tmp_path: Path, call: Call) -> None:
    pages = []
    for arguments in ([], ["--weight", "gradient"]):
        call("sigmoid", "--format", "html", *arguments)
        pages.append((tmp_path / "pictures" / "sigmoid.html").read_text(encoding="utf-8"))
    assert all("<script" in page for page in pages)
    assert pages[0] != pages[1]


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
        (
            ["sigmoid", "--format", "svg,"],
            "a format is one of 'svg', 'png', 'pdf', 'html', 'dot', 'tex', 'gif', got ''",
        ),
        (["--format", ""], "a format is one of 'svg', 'png', 'pdf', 'html', 'dot', 'tex', 'gif', got ''"),
        (["--colour"], "unrecognized arguments: --colour"),
        (["sigmoid", "--digits", "0"], "--digits: a whole number from 1 to 6, got '0'"),
        (["sigmoid", "--digits", "10"], "--digits: a whole number from 1 to 6, got '10'"),
        (["sigmoid", "--digits", "two"], "--digits: a whole number from 1 to 6, got 'two'"),
        (["sigmoid", "--fold", "all"], "--fold: invalid choice: 'all' (choose from"),
        (["sigmoid", "--direction", "up"], "--direction: invalid choice: 'up' (choose from"),
        (["sigmoid", "--why", "y"], "sigmoid: a node is one of 'x', got 'y'"),
        (["sigmoid", "--network"], "sigmoid: a network is drawn from units"),
        (["two-layers", "--unit", "layer 1/neuron 3"], "two-layers: a unit is one of 'layer 1/neuron 1',"),
        (["sigmoid", "--why", "x", "--network"], "--network: not allowed with argument --why"),
        (["sigmoid", "--why", "x", "--digits", "2"], "--digits is no option of --why; leave one of them out"),
        (["sigmoid", "--animate", "--fold", "sums"], "--fold is no option of --animate; leave one of them out"),
        (["two-layers", "--network", "--direction", "down"], "--direction is no option of --network"),
        (["sigmoid", "--why", "x", "--format", "gif"], "a gif moves, and --why is for still pictures; leave it out"),
        (["sigmoid", "--animate", "--format", "svg,html"], "--animate is written as one of svg, gif, png, got 'html'"),
        (["sigmoid", "--animate", "--format", "pdf"], "--animate is written as one of svg, gif, png, got 'pdf'"),
        *(
            (["sigmoid", "--format", "html", *look], f"steps through both passes, and {look[0]} is for still pictures")
            for look in (["--digits", "2"], ["--direction", "down"], ["--fold", "sums"])
        ),
        (["sigmoid", "--weight", "value", "--format", "svg,gif"], "a gif moves, and --weight is for still pictures"),
    ],
)
def test_what_is_not_known_ends_with_code_2_and_the_near_matches(
    tmp_path: Path,
    arguments: list[str],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=r"^2$"):
        main(arguments)
    said = capsys.readouterr()
    assert said.out == ""
    assert complaint in said.err
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


def test_help_says_what_the_command_does_in_lines_of_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["--help"])
    said = capsys.readouterr().out
    assert {"NAME", "--list", "--format", "--output", "--why", "--network", "pictures/NAME.svg"} <= set(said.split())
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.thorough
def test_examples_of_the_help_run_as_they_stand(tmp_path: Path) -> None:
    for line in EPILOG.splitlines()[1:]:
        arguments = shlex.split(re.split(" {2,}", line.strip())[0])[3:]
        run = viz(*arguments, folder=tmp_path)
        assert (run.returncode, run.stderr) == (0, "")
