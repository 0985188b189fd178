"""The two engines behind one door: the dot on PATH, else the Graphviz that pygraphviz brings along."""

import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import viz.formats.render as render_module
from autograd_core import Value
from viz import RenderError, draw
from viz.formats.render import IS_WHOLE, OPTIONS, render
from viz.formats.svg import accessible

ROOT = Path(__file__).parents[2]
SOURCE = 'digraph { a -> b [label="é"] }'
PNG = b"\x89PNG\r\n\x1a\n"
MAGIC = {"svg": b"<?xml", "png": PNG, "pdf": b"%PDF-", "plain": b"graph ", "frames": PNG}
CHANGED_BYTES = 200  # of a PNG, one at a time
SHORT_TIME_LIMIT = 0.3  # seconds, for a dot that never answers


def install_dot(folder: Path, program: str) -> Path:
    """A dot command in `folder` that runs a Python program."""
    script = folder / "dot.py"
    script.write_text(program, encoding="utf-8")
    command = folder / "dot"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return command


@pytest.mark.parametrize("file_format", OPTIONS)
@pytest.mark.usefixtures("no_dot")
def test_bundled_graphviz_draws_every_format_without_a_dot(file_format: str) -> None:
    assert render(SOURCE, file_format).startswith(MAGIC[file_format])


@pytest.mark.usefixtures("no_dot")
def test_bundled_graphviz_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    render(SOURCE, "svg")
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("no_dot")
def test_bundled_graphviz_that_fails_is_reported_with_its_words() -> None:
    with pytest.raises(
        RenderError, match=r"no dot is on PATH .*; pygraphviz ended with exit code 1, saying .*reinstall"
    ):
        render("this is not DOT", "svg")


def test_modules_in_the_working_folder_do_not_reach_the_bundled_graphviz(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_dot: None
) -> None:
    for name in ("pygraphviz.py", "re.py", "random.py"):
        (tmp_path / name).write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert render(SOURCE, "svg").startswith(MAGIC["svg"])


def test_bundled_graphviz_draws_for_packages_in_a_zip_file(
    tmp_path: Path, run_python: Callable[..., str], no_dot: None
) -> None:
    installation = tmp_path / "installation.zip"
    with zipfile.ZipFile(installation, "w") as file:
        for package in ("autograd_core", "viz"):
            for path in (ROOT / package).rglob("*.*"):
                file.write(path, path.relative_to(ROOT))
    code = "import viz\nfrom autograd_core import Value\nprint(viz.__file__)\nprint(viz.draw(Value(2.0) * 3.0).svg)"
    where, _, svg = run_python(code, PYTHONPATH=str(installation), PYTHONSAFEPATH="1").partition("\n")
    assert where.startswith(str(installation))
    assert svg.startswith("<svg")


def test_dot_on_path_is_preferred_and_gets_the_graph_on_its_input(command_folder: Path) -> None:
    install_dot(
        command_folder,
        "import sys\nprint('graph', sys.argv[1:])\nprint(sys.stdin.buffer.read().decode('utf-8').upper())\n"
        "print('stop')",
    )
    answer = render(SOURCE, "plain").decode("utf-8")
    assert answer.splitlines() == ["graph ['-Tplain']", SOURCE.upper(), "stop"]


FAILURES = {
    "fails": "import sys\nsys.exit('out of ink')",
    "crashes": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "answers nothing": "",
    "answers with any text": "print('a picture')",
    "does not read its input": "import sys\nsys.stdin.close()\nsys.exit('not today')",
}


@pytest.mark.parametrize("program", FAILURES.values(), ids=FAILURES)
def test_dot_that_does_not_work_leaves_the_drawing_to_the_bundled_graphviz(command_folder: Path, program: str) -> None:
    install_dot(command_folder, program)
    source = f"digraph {{ a }} /* {'more than a pipe holds ' * 10_000} */"
    assert render(source, "svg").startswith(MAGIC["svg"])


def without_pygraphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The import system finds no module of that name."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


@pytest.mark.parametrize(
    ("failure", "complaint"),
    [
        ("fails", "ended with exit code 1, saying 'out of ink'"),
        ("crashes", "ended with exit code -9, saying 'nothing'"),
        ("answers nothing", "ended with exit code 0, saying 'nothing'"),
        ("answers with any text", "answered with no whole svg, beginning b'a picture\\n'"),
        ("does not read its input", "ended with exit code 1, saying 'not today'"),
    ],
)
def test_without_the_bundled_one_the_error_names_both_causes(
    command_folder: Path, monkeypatch: pytest.MonkeyPatch, failure: str, complaint: str
) -> None:
    command = install_dot(command_folder, FAILURES[failure])
    without_pygraphviz(monkeypatch)
    with pytest.raises(RenderError) as caught:
        render(SOURCE, "svg")
    assert str(caught.value) == (
        f"drawing needs Graphviz: {command} {complaint} (check that it is a working Graphviz, or take it off PATH); "
        "there is no pygraphviz (it brings Graphviz along: pip install 'pygraphviz>=2.0.4')"
    )


def test_graph_that_both_engines_refuse_is_an_error_in_the_words_of_both(command_folder: Path) -> None:
    install_dot(command_folder, FAILURES["fails"])
    with pytest.raises(RenderError, match=r"saying 'out of ink' .*; pygraphviz ended with exit code 1"):
        render("this is not DOT", "svg")


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    """A true answer in every format."""
    return {file_format: render(SOURCE, file_format) for file_format in OPTIONS}


@pytest.mark.parametrize("file_format", OPTIONS)
@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.9, 0.99])
def test_half_an_answer_is_none(file_format: str, share: float, whole: dict[str, bytes]) -> None:
    answer = whole[file_format]
    assert IS_WHOLE[file_format](answer)
    assert not IS_WHOLE[file_format](answer[: int(share * len(answer))])
    assert not IS_WHOLE[file_format](b"")


def test_png_with_any_byte_changed_is_none(whole: dict[str, bytes]) -> None:
    png = whole["png"]
    for i in range(0, len(png), max(1, len(png) // CHANGED_BYTES)):
        assert not IS_WHOLE["png"](png[:i] + bytes([png[i] ^ 1]) + png[i + 1 :])


@pytest.mark.parametrize("answer", ["half a PNG", "any text"])
def test_answer_that_is_no_picture_is_a_render_error(
    command_folder: Path, monkeypatch: pytest.MonkeyPatch, whole: dict[str, bytes], answer: str
) -> None:
    content = whole["png"][: len(whole["png"]) // 2] if answer == "half a PNG" else b"<svg"
    install_dot(command_folder, f"import sys\nsys.stdout.buffer.write({content!r})")
    without_pygraphviz(monkeypatch)
    picture = draw(Value(3.0, "x") * 2)
    path = command_folder / "picture.png"
    for suffix in (".png", ".pdf", ".svg", ".html", ".tex"):
        with pytest.raises(RenderError, match="answered with no whole"):
            picture.save(path.with_suffix(suffix))
    assert not path.exists()


def test_svg_whose_shapes_stand_nowhere_is_a_render_error() -> None:
    with pytest.raises(RenderError, match="must say where its shapes stand"):
        accessible(b'<svg xmlns="http://www.w3.org/2000/svg"><g><ellipse/></g></svg>', "title", "description")


def test_dot_that_hangs_is_given_up(command_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_dot(command_folder, "import time\ntime.sleep(60)")
    monkeypatch.setattr(render_module, "TIME_LIMIT", SHORT_TIME_LIMIT)
    with pytest.raises(RenderError, match=r"within 0\.3 seconds, and .*dot did not; draw a smaller graph, or, if"):
        render(SOURCE, "svg")


@pytest.mark.parametrize("mode", [0o755, 0o644], ids=["of another machine", "not executable"])
def test_dot_that_cannot_be_started_is_as_good_as_none(command_folder: Path, mode: int) -> None:
    command = command_folder / "dot"
    command.write_bytes(b"\x7fELF for another machine")
    command.chmod(mode)
    assert render(SOURCE, "svg").startswith(MAGIC["svg"])


def test_no_engine_is_an_error_that_names_both_cures(monkeypatch: pytest.MonkeyPatch, no_dot: None) -> None:
    without_pygraphviz(monkeypatch)
    with pytest.raises(RenderError, match=r"drawing needs Graphviz: .*apt install graphviz.*pip install 'pygraphviz"):
        render(SOURCE, "svg")
