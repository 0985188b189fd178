"""The page "every function" of the site, and the list in autograd_core/README.md that it takes its subjects from."""

import re

import pytest

from autograd_core import TABLE, Operation, asin, equal, exp, log, sin, tan
from docs.site.functions import COMPOSITIONS, OTHERS, README, section, subjects
from docs.site.plots import plot, stretch

# but for rows that are recorded in another's place, where an input is a plain number
ROWS = [row for row in TABLE.values() if not row.numbers or row.has_index]


def test_readme_lists_every_function() -> None:
    found = subjects(README.read_text("utf-8"))
    assert found.get(OTHERS, []) == [], "the list of functions in autograd_core/README.md lacks these"
    assert {row.name for row in ROWS} | set(COMPOSITIONS) == {name for names in found.values() for name in names}


def test_function_that_the_readme_lacks_comes_last() -> None:
    found = subjects("## Functions\n\n| subject | functions |\n|---|---|\n| Angles | `sin`, `cos` (`abs`) |\n")
    assert list(found) == ["Angles", OTHERS]
    assert found["Angles"] == ["sin", "cos"]
    assert {"exp", "gelu"} <= set(found[OTHERS])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_page_has_rule_domain_kinks_and_role_of_a_row(row: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.site.functions.plot", lambda f, title: f"<svg>{title}</svg>")
    text = section(row.name)
    plain = text.replace("\\", "")
    for fact in (row.about, row.needs, row.remedy, row.kinks, row.role_and_note):
        assert fact in plain
    assert text.count(r"\partial\, \mathrm{out}") == (row.arity or 3)
    assert ("<svg>" in text) != (row.is_paired or row.has_index)


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_page_has_domain_and_formula_of_a_composition(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.site.functions.plot", lambda f, title: f"<svg>{title}</svg>")
    text = section(name)
    for told in (f"`{name}(", r"\mathrm{out} = ", "Domain: ", "Kinks: ", "Derivative: ", "<svg>"):
        assert told in text


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [(sin, -4.0, 4.0), (exp, -4.0, 2.3), (log, 0.1, 4.0), (asin, -0.95, 0.95), (tan, -1.25, 1.25)],
    ids=lambda x: getattr(x, "name", ""),
)
def test_plot_ends_where_a_function_has_no_value_or_is_too_steep(row: Operation, low: float, high: float) -> None:
    assert stretch(row) == pytest.approx((low, high), abs=0.06)  # a step of the search


def test_plot_follows_light_and_dark_and_has_words() -> None:
    drawn = plot(lambda x: equal(x, 2.0), "equal(x, 2)")
    assert 'aria-label="equal(x, 2) and its derivative between -4 and 4"' in drawn
    assert "var(--plot-value)" in drawn
    assert re.findall(r": #\w+", drawn) == []
