"""The README's code runs, and prints what its comments say."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def _promised(code: str) -> list[str]:
    """What the comments behind and below `print(...)` say, a line each."""
    promised, printing = [], False
    for line in code.splitlines():
        statement, _, comment = line.partition("# ")
        if statement.strip():
            printing = statement.startswith("print(")
        if printing and comment:
            promised.append(comment.removesuffix(", ..."))
    return promised


def _check_prints(readme: str) -> int:
    """Run the code blocks one after the other, as a reader would type them; how many lines they print as promised."""
    code = "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    lines = printed.getvalue().splitlines()
    for line, comment in zip(lines, _promised(code), strict=True):
        # a comment may add a word of explanation, or leave out the end
        assert comment.startswith(line) or line.startswith(comment)
    return len(lines)


def test_code_prints_what_its_comments_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _check_prints(README) > 5
    assert (tmp_path / "bill.svg").stat().st_size > 0


def test_code_of_the_networks_prints_what_its_comments_say() -> None:
    assert _check_prints((ROOT / "nn" / "README.md").read_text("utf-8")) == 3


@pytest.mark.thorough
def test_calls_in_the_readme_of_pictures_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _check_prints((ROOT / "viz" / "README.md").read_text("utf-8")) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"gym.html", "learning.html"}


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
