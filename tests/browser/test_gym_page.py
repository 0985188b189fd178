"""The page of the gym in chromium: it says what Python says; what is unmasked is counted, kept and forgotten."""

from pathlib import Path

import pytest

from autograd_core.words import LANGUAGES, speaking
from tests.browser.browser import Browser
from tests.browser.test_words import SHOWN
from tests.languages import NAMES, english_in, strange_table
from viz import gym
from viz.exercises.faults import FAULTS
from viz.exercises.specimens import program, specimens

PHONE = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}
GRAPHS = specimens()


def opened(chromium: Browser, tmp_path: Path, **options: object) -> None:
    chromium.open(gym().save(tmp_path / "gym.html"), **(options or PHONE))


def engine(number: int) -> str:
    return f".tiles button:nth-child({number})"


def graph(index: int) -> str:
    return f".cards button:nth-child({index + 1})"


def smallest(number: int) -> int:
    """Which of the graphs is the smallest for an engine."""
    return next(i for i, each in enumerate(GRAPHS) if gym().check(number, each)[0].is_right)


@pytest.mark.parametrize("options", [PHONE, WIDE], ids=["phone", "wide"])
def test_what_is_said_to_a_graph_is_what_python_says(
    chromium: Browser, tmp_path: Path, options: dict[str, object]
) -> None:
    opened(chromium, tmp_path, **options)
    for number in (2, 19, 26):
        chromium.click(engine(number))
        for index in range(0, len(GRAPHS), 4):
            chromium.click(graph(index))
            (verdict,) = gym().check(number, GRAPHS[index])
            mark = "✓" if verdict.is_right else "✗"
            assert chromium.text("#said") == f"{number} {mark} {verdict.words}"
            assert chromium.text(f"{graph(index)} .mark") == mark
            assert chromium.text(f"{graph(index)} code") == program(GRAPHS[index])


def test_all_engines_can_be_unmasked_for_a_star_and_are_kept_until_one_starts_again(
    chromium: Browser, tmp_path: Path
) -> None:
    opened(chromium, tmp_path)
    for number in range(1, len(FAULTS) + 1):
        chromium.click(engine(number))
        chromium.click(graph(smallest(number)))
        assert chromium.text(f"{engine(number)} .mark").strip() == "★"
    for _ in range(2):
        assert chromium.text("#count") == "The gym of broken engines: 30 of 30 unmasked, 30 with the smallest graph"
        assert chromium.evaluate("document.querySelector('#praise').checkVisibility()")
        chromium.reload()
    chromium.click("#again")
    assert chromium.text("#count") == "The gym of broken engines: 0 of 30 unmasked, 0 with the smallest graph"
    chromium.reload()
    assert chromium.texts(".tiles .mark") == [""] * len(FAULTS)


def test_what_python_unmasked_is_so_on_the_page(chromium: Browser, tmp_path: Path) -> None:
    hall = gym()
    hall.check(2, hall.smallest(2))
    chromium.open(hall.save(tmp_path / "gym.html"), **PHONE)
    assert chromium.text(f"{engine(2)} .mark").strip() == "★"
    chromium.click(engine(2))
    assert chromium.text("#said").startswith("2 ✓ It writes = for +=")


@pytest.mark.parametrize("options", [PHONE, WIDE], ids=["phone", "wide"])
def test_nothing_is_wider_than_the_page(chromium: Browser, tmp_path: Path, options: dict[str, object]) -> None:
    opened(chromium, tmp_path, **options)
    assert chromium.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    opened(chromium, tmp_path, **PHONE, colorScheme=scheme, bypassCSP=True)
    chromium.click(graph(1))
    chromium.click(engine(2))
    chromium.click(graph(1))
    assert chromium.axe() == []


def test_page_speaks_the_chosen_language(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "strange", strange_table())
    with speaking("strange"):
        opened(chromium, tmp_path)
    for number in range(1, len(FAULTS) + 1):
        chromium.click(engine(number))
        chromium.click(graph(smallest(number)))
        assert english_in(chromium.evaluate(SHOWN), NAMES | {"maximum"}) == set()
