"""The page of a worksheet and of a quiz in chromium: answered by keyboard and on a phone; what is kept and printed."""

from pathlib import Path

import pytest

from autograd_core import leaves
from autograd_core.notation import number_text
from autograd_core.words import LANGUAGES, speaking
from autograd_core.words.korean import KOREAN
from tests.browser.browser import Browser
from tests.languages import NAMES, english_in, strange_table
from viz import quiz, worksheet
from viz.examples import EXAMPLES
from viz.exercises.variants import varied
from viz.exercises.worksheets import Worksheet

PHONE = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}
FIELDS = "[...document.querySelectorAll('#paper input, #paper select')]"
RUBBISH = ["nan", "inf", "1e308", "1e999", "abc", "1,000", "1/0", "<b>x</b>", "９９9九", "x" * 5000, "\u202e12", "--1"]

ALL_IS_SEEN = """(() => {
  const { blanks } = JSON.parse(document.querySelector("#data").textContent);
  const { node, gate } = blanks.find(({ letter }) => letter === "LETTER");
  const frame = document.querySelector("#frame").getBoundingClientRect();
  const ends = document.querySelectorAll(`g.shape[data-node="${node}"] text, g.gate[data-node="${gate}"]`);
  const places = [...ends, document.activeElement];
  return places.map((place) => place.getBoundingClientRect())
    .every(({ left, right }) => left >= frame.left - 1 && right <= frame.right + 1);
})()"""

FIRST_IS_SEEN = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const frame = document.querySelector("#frame").getBoundingClientRect();
  const { left, right } = document.querySelector("#sheet input").getBoundingClientRect();
  done(left >= frame.left && right <= frame.right);
})))"""


def bill() -> Worksheet:
    return worksheet(EXAMPLES["apples-and-oranges"]())


def opened(chromium: Browser, tmp_path: Path, sheet: object, **options: object) -> None:
    path = tmp_path / "exercise.html"
    sheet.save(path)  # type: ignore[attr-defined]
    chromium.open(path, **(options or PHONE))


def answer(chromium: Browser, letter: str, text: str) -> str:
    """What is said after a text and Enter in the field of a blank."""
    chromium.fill(field(letter), text)
    chromium.focus(field(letter))
    chromium.press("Enter")
    return chromium.text("#said")


def field(letter: str) -> str:
    return f"input[aria-label^='({letter})']"


def lit(chromium: Browser) -> int:
    return int(chromium.evaluate("document.querySelectorAll('.lit').length"))


@pytest.mark.parametrize("options", [PHONE, WIDE], ids=["phone", "wide"])
def test_answers_are_told_what_python_says_by_stages_and_the_gate_lights_up(
    chromium: Browser, tmp_path: Path, options: dict[str, object]
) -> None:
    opened(chromium, tmp_path, bill(), **options)
    in_python = bill()
    for text, is_lit in (("-2.2", False), ("-2.2", True), ("100", True), ("2.2", False)):
        assert answer(chromium, "e", text).split(" ", 2)[2] == in_python.check(e=text)[0].words
        assert (lit(chromium) > 0) == is_lit
    assert chromium.text("#said") == "(e) ✓ right"
    assert chromium.text("#count") == "1 of 8 right"


def test_whole_sheet_is_done_by_keyboard_in_the_order_of_the_letters(chromium: Browser, tmp_path: Path) -> None:
    sheet = bill()
    opened(chromium, tmp_path, sheet)
    chromium.press("Tab")  # to the picture, which scrolls, or to the first field
    while not str(chromium.evaluate("document.activeElement.ariaLabel")).startswith("(a)"):
        chromium.press("Tab")
    for letter, number in sheet.key.items():
        assert str(chromium.evaluate("document.activeElement.ariaLabel")).startswith(f"({letter})")
        chromium.type(number_text(number))
        chromium.press("Enter")
    assert chromium.text("#count") == "8 of 8 right"
    assert chromium.evaluate("document.querySelector('#praise').checkVisibility()")


def test_page_of_a_sheet_from_a_seed_says_it_and_counts_on_from_it(chromium: Browser, tmp_path: Path) -> None:
    output = EXAMPLES["apples-and-oranges"]()
    opened(chromium, tmp_path, worksheet(output, seed=2))
    assert chromium.text("#seed") == "seed 2"
    for letter, number in worksheet(output, seed=2).key.items():
        assert answer(chromium, letter, repr(number)).endswith("right")
    chromium.click("#vary")
    assert chromium.text("#seed") == "seed 3"
    for letter, number in worksheet(output, seed=3).key.items():
        assert answer(chromium, letter, repr(number)).endswith("right")
    chromium.click("#again")
    assert chromium.text("#seed") == "seed 2"


def test_field_is_seen_with_the_name_of_its_input_and_its_gate(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, bill())
    for letter in "bhegcfde":
        chromium.focus(field(letter))
        assert chromium.evaluate(ALL_IS_SEEN.replace("LETTER", letter))


def test_sheet_wider_than_its_room_starts_at_the_first_field_also_if_it_gets_its_room_late(
    chromium: Browser, tmp_path: Path
) -> None:
    opened(chromium, tmp_path, bill())
    for width in ("3000px", ""):  # there is room for all at first
        chromium.evaluate(f"document.body.style.width = '{width}'")
        seen = chromium.evaluate(FIRST_IS_SEEN)
    assert seen


def test_wrong_answer_keeps_the_focus_and_follows_from_another_until_that_is_mended(
    chromium: Browser, tmp_path: Path
) -> None:
    opened(chromium, tmp_path, bill())
    answer(chromium, "c", "2")
    assert str(chromium.evaluate("document.activeElement.ariaLabel")).startswith("(c)")
    assert answer(chromium, "e", "4") == "(e) ✗ 4 follows from (c), which went wrong before"
    answer(chromium, "c", "1.1")
    chromium.focus(field("e"))
    assert chromium.text("#said") == "(e) ✗ 4 is wrong: what arrives at the gate, and what does the gate do with it?"


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_is_told_so_as_in_python_and_the_page_goes_on(chromium: Browser, tmp_path: Path, text: str) -> None:
    opened(chromium, tmp_path, bill())
    typed = text[:400]  # a field takes no more
    assert answer(chromium, "a", typed) == f"(a) ✗ {bill().check(a=typed)[0].words}"
    assert answer(chromium, "a", "1,1") == "(a) ✓ right"
    assert chromium.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_other_numbers_are_those_of_the_seed_that_is_shown(chromium: Browser, tmp_path: Path) -> None:
    output = EXAMPLES["apples-and-oranges"]()
    opened(chromium, tmp_path, worksheet(output), **WIDE)
    for seed in (1, 2, 3):
        chromium.click("#vary")
        assert chromium.text("#seed") == f"seed {seed}"
        other = worksheet(output, seed=seed)
        shown = chromium.texts("svg text.forward")
        assert all(number_text(leaf.data) in shown for leaf in leaves(varied(output, seed)))
        for letter, number in other.key.items():
            assert answer(chromium, letter, number_text(number)) == f"({letter}) ✓ right"
    chromium.click("#again")
    assert chromium.text("#seed") == ""
    assert answer(chromium, "e", "2.2") == "(e) ✓ right"


def test_what_was_answered_is_kept_until_one_starts_again(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, bill())
    chromium.click("#vary")
    sheet = worksheet(EXAMPLES["apples-and-oranges"](), seed=1)
    answer(chromium, "a", number_text(sheet.key["a"]))
    answer(chromium, "c", "777")
    chromium.reload()
    assert (chromium.text("#count"), chromium.text("#seed")) == ("1 of 8 right", "seed 1")
    assert answer(chromium, "c", "778") == f"(c) ✗ {sheet.check(c=778, stage=2)[0].words}"
    chromium.click("#again")
    chromium.reload()
    assert (chromium.text("#count"), chromium.text("#seed")) == ("0 of 8 right", "")
    assert set(chromium.evaluate(f"{FIELDS}.map(x => x.value)")) == {""}


@pytest.mark.parametrize(
    "damaged", ["", "{", "[]", "null", '{"texts":7,"tries":"x","seed":-1,"best":1e99}', '{"seed":0.5}']
)
def test_damaged_memory_is_an_empty_sheet(chromium: Browser, tmp_path: Path, damaged: str) -> None:
    opened(chromium, tmp_path, bill())
    answer(chromium, "a", "5")
    chromium.evaluate(f"Object.keys(localStorage).forEach(key => localStorage.setItem(key, {damaged!r}))")
    chromium.reload()
    assert chromium.text("#count") == "0 of 8 right"


def test_page_without_a_memory_works(chromium: Browser, tmp_path: Path) -> None:
    # a sandboxed frame has no localStorage: asking for it is an error there
    bill().save(tmp_path / "exercise.html")
    page = (tmp_path / "exercise.html").read_text("utf-8").replace("&", "&amp;").replace('"', "&quot;")
    (tmp_path / "host.html").write_text(f'<iframe sandbox="allow-scripts" srcdoc="{page}"></iframe>', "utf-8")
    chromium.open(tmp_path / "host.html", **WIDE)
    chromium.type_in("iframe", field("a"), "1.1", "Enter")
    assert chromium.evaluate_in("iframe", "document.querySelector('#count').textContent") == "1 of 8 right"


def questions() -> object:
    return quiz(slope=2.5, shape=(2, 3), gate="router", truths=[True, False], matrix=[[1, 2], [3, 4]])


def test_quiz_is_answered_in_fields_by_keyboard(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, questions())
    chromium.press("Tab")
    for text in ("-2.5", "3", "2", "adder"):
        chromium.type(text)
        chromium.press("Enter") if text != "-2.5" else chromium.press("Tab")
        if text in ("2", "adder"):
            chromium.press("Tab")
    said = {
        name: chromium.evaluate(f"document.querySelector('[aria-label={name}]').className")
        for name in ("slope", "shape")
    }
    assert said == {"slope": "question wrong", "shape": "question wrong"}
    chromium.focus("[aria-label='slope'] input")
    assert chromium.text("#said") == "slope ✗ -2.5 is not it: the sign is turned round"
    chromium.fill("[aria-label='slope'] input", "5/2")
    chromium.press("Enter")
    assert chromium.text("#count") == "1 of 5 right"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("make", [bill, questions], ids=["worksheet", "quiz"])
def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, make: object, scheme: str) -> None:
    opened(chromium, tmp_path, make(), colorScheme=scheme, bypassCSP=True, **PHONE)  # type: ignore[operator]
    assert chromium.axe() == []
    chromium.evaluate(
        f"{FIELDS}.forEach((x, i) => {{ x.value = x.matches('select') ? 'True' : i % 2 ? '1.1' : '7'; }})"
    )
    for _ in range(3):
        chromium.click("#check")
    assert chromium.axe() == []


@pytest.mark.parametrize(
    "options", [PHONE, {"viewport": {"width": 768, "height": 1024}}, WIDE], ids=["390", "768", "1440"]
)
@pytest.mark.parametrize("make", [bill, questions], ids=["worksheet", "quiz"])
def test_fields_can_be_read_and_touched_and_the_page_is_no_wider(
    chromium: Browser, tmp_path: Path, make: object, options: dict[str, object]
) -> None:
    opened(chromium, tmp_path, make(), **options)  # type: ignore[operator]
    sizes = chromium.evaluate(
        f"{FIELDS}.map(x => [parseFloat(getComputedStyle(x).fontSize), x.offsetHeight, x.offsetWidth])"
    )
    assert all(font >= 16 and height >= 24 and width >= 44 for font, height, width in sizes)
    assert chromium.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_field_covers_another_or_a_number(chromium: Browser, tmp_path: Path) -> None:
    for build in EXAMPLES.values():
        for hide in ("gradients", "values"):
            opened(chromium, tmp_path, worksheet(build(), hide), **WIDE)
            overlaps = chromium.evaluate(
                """(() => {
                  const boxes = [...document.querySelectorAll('.blank, #sheet svg text, #sheet ellipse, #sheet rect')]
                    .filter(x => x.closest('svg') === null || x.textContent || x.matches('ellipse, rect'))
                    .map(x => [x, x.getBoundingClientRect()]);
                  const fields = boxes.filter(([x]) => x.matches('.blank'));
                  const apart = (a, b, low, high) => a[low] >= b[high] - 1 || b[low] >= a[high] - 1;
                  const meet = (a, b) => !apart(a, b, 'left', 'right') && !apart(a, b, 'top', 'bottom');
                  return fields.flatMap(([x, a]) => boxes.filter(([y, b]) => y !== x && meet(a, b))
                    .map(([y]) => `${x.textContent} meets ${y.outerHTML}`));
                })()"""
            )
            assert overlaps == []


def test_printed_sheet_is_clean(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, bill())
    for _ in range(2):
        answer(chromium, "a", "7")
    chromium.media("print")
    style = "getComputedStyle(document.querySelector('input'))"
    assert chromium.evaluate(f"{style}.color") == "rgba(0, 0, 0, 0)" != chromium.evaluate(f"{style}.borderBottomColor")
    for selector in (".bar", "#said", ".mark"):
        assert not chromium.evaluate(f"document.querySelector('{selector}').checkVisibility()")


def test_page_asks_for_nothing_outside(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, bill())
    assert len(chromium.requests()) == 1


@pytest.mark.parametrize("make", [bill, questions], ids=["worksheet", "quiz"])
def test_page_shows_no_word_of_its_own(
    chromium: Browser, tmp_path: Path, make: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "strange", strange_table())
    with speaking("strange"):
        opened(chromium, tmp_path, make())  # type: ignore[operator]
    chromium.evaluate(
        f"{FIELDS}.forEach((x, i) => {{ x.value = x.matches('select') ? 'True' : i % 2 ? '1.1' : '7'; }})"
    )
    known = NAMES | {
        "apple",
        "price",
        "apples",
        "orange",
        "oranges",
        "tax",
        "total",
        "slope",
        "shape",
        "gate",
        "router",
    }
    for _ in range(3):
        chromium.click("#check")
        shown = chromium.evaluate(
            "document.body.innerText + [...document.querySelectorAll('[aria-label]')].map(x => ' ' + x.ariaLabel)"
        )
        assert english_in(str(shown), known | {"truths", "matrix"}) == set()


def test_korean_page_speaks_korean(chromium: Browser, tmp_path: Path) -> None:
    with speaking("ko"):
        opened(chromium, tmp_path, bill())
    assert answer(chromium, "a", "1.1").endswith(str(KOREAN["exercise.right"]))
    assert chromium.evaluate("document.documentElement.lang") == "ko"
