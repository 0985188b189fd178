"""The README's pictures say what they would say if they were drawn now; coordinates may differ between Graphvizes."""

import re
from pathlib import Path

import pytest

from docs.pictures import FOLDER, PICTURES, main
from tests.viz.svg import SVG, parsed

ROOT = Path(__file__).parents[2]


def said(svg: str) -> list[str]:
    """Title, description and texts, in no order: Graphviz chooses which node comes first."""
    return sorted(
        element.text or "" for tag in ("title", "desc", "text") for element in parsed(svg).iter(f"{SVG}{tag}")
    )


@pytest.mark.parametrize("name", PICTURES)
def test_picture_says_what_it_would_say_now(name: str) -> None:
    assert said((FOLDER / name).read_text("utf-8")) == said(PICTURES[name]().svg), "run `python -m docs.pictures`"


def test_every_picture_of_the_readme_is_drawn_by_the_command() -> None:
    shown = re.findall(r"\]\(docs/([^)]+\.svg)\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(shown) == sorted(PICTURES) == sorted(path.name for path in FOLDER.glob("*.svg"))


def test_command_draws_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("docs.pictures.FOLDER", tmp_path)
    main()
    assert capsys.readouterr().out.split() == [str(tmp_path / name) for name in PICTURES]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PICTURES)
