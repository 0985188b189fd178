"""The gallery's cells: how they are read and run, and that they show every kind of picture."""

from pathlib import Path

import pytest

from docs.gallery.cells import run, section_of, sections
from viz import plots

ROOT = Path(__file__).parents[2]
FIRST_LINES = '"""A section.\n\nIts sentence.\n"""\n'


def test_every_plot_and_every_way_to_draw_is_in_the_gallery() -> None:
    code = "\n".join(
        cell.code for section in sections(ROOT / "docs" / "gallery" / "sections") for cell in section.cells
    )
    for name in plots.__all__:
        assert f"plots.{name}(" in code
    for used in (
        *(
            "draw(",
            "draw_backward(",
            "draw_both(",
            "worksheet(",
            "stepper(",
            "animate(",
            "names=locals()",
            "formulas=True",
        ),
        *('show="forward"', 'show="gradients"', "local_gradients=True", "around=", "between="),
        *(
            'theme="light"',
            'theme="dark"',
            'theme="print"',
            'fold="sums"',
            'fold="groups"',
            'fold="repeats"',
            'fold="layers"',
        ),
    ):
        assert used in code


# How cells are read.


def test_cells_have_a_title_a_sentence_and_code() -> None:
    section = section_of(
        "name", f"{FIRST_LINES}\n# %% First\n# One line,\n# and one more.\nx = 1\nx\n\n# %% Second\n# Words.\nx\n"
    )
    assert (section.title, section.summary, section.name) == ("A section", "Its sentence.", "a-section")
    assert [(cell.title, cell.summary, cell.code) for cell in section.cells] == [
        ("First", "One line, and one more.", "x = 1\nx"),
        ("Second", "Words.", "x"),
    ]


def test_last_line_of_a_cell_is_shown_and_cells_share_their_variables() -> None:
    source = (
        f"{FIRST_LINES}\n# %% First\n# Words.\nfrom autograd_core import Value\nimport viz\nx = Value(3, 'x')\nx * 2\n"
        "\n# %% Second\n# Words.\nprint(x.data)\nviz.draw(x)\n"
    )
    first, second = run(section_of("name", source))
    assert first.picture.startswith("<img ")
    assert (first.printed, second.printed) == ("", "3")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", "opens with a docstring of a title and a sentence"),
        (f"{FIRST_LINES}\n# %% Title\nx = 1\n", "followed by a sentence in a comment, got 'x = 1"),
        (f"{FIRST_LINES}\n# %% Title\n# Words.\nx = 1\n", "last line is what it shows, got 'x = 1' in 'Title'"),
        (f"{FIRST_LINES}\n# %% Title\n# Words.\n1 + 1\n", "a cell shows a picture, got 2 in 'Title'"),
    ],
)
def test_what_is_missing_is_named(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        run(section_of("name", source))
