"""The course on paper: which pages are printed and in which order, and what is said where that cannot be."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs import course_pdf
from docs.course_pdf import PrintError, joined, print_course
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
PAGES = ("01-apple", "01-apple.ko", "02-gates", "02-gates.ko")
PAGE = """<!doctype html><html><head><script>late()</script><title>{name}</title></head><body><script>now()</script>
<article role="main" id="main"><h1>{name}</h1>
<p><a class="reference internal" href="{twin}.html"><span class="std std-doc">another language</span></a></p>
<p>After <a class="reference internal" href="01-apple.html#why"><span>the first</span></a>.</p>
<iframe srcdoc="&lt;script>"></iframe></article></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    course = tmp_path / "site" / "course"
    course.mkdir(parents=True)
    for name in PAGES:
        twin = name.removesuffix(".ko") if name.endswith(".ko") else f"{name}.ko"
        (course / f"{name}.html").write_text(PAGE.format(name=name, twin=twin), "utf-8")
    (course / "index.html").write_text(PAGE.format(name="index", twin="01-apple.ko"), "utf-8")
    return tmp_path / "site"


def course_of(site: Path) -> list[Path]:
    return [site / "course" / f"{name}.html" for name in ("01-apple", "02-gates")]


def test_pages_become_articles_of_one_page_in_the_order_of_the_course(site: Path) -> None:
    page = joined(course_of(site))
    assert re.findall(r"<article id=\"(.*?)\"><h1>(.*?)</h1>", "".join(page.split("\n"))) == [
        ("01-apple", "01-apple"),
        ("02-gates", "02-gates"),
    ]
    assert page.count("<head>") == 1


def test_what_moves_and_what_leads_to_the_other_language_is_not_printed(site: Path) -> None:
    page = joined(course_of(site))
    assert [part for part in ("iframe", "script", "another language") if part in page] == []


def test_links_between_pages_lead_to_places_of_the_one_page(site: Path) -> None:
    assert set(re.findall(r'href="([^"]*)"', joined(course_of(site)))) == {"#01-apple"}


def test_without_a_course_it_is_said_how_one_is_built(tmp_path: Path) -> None:
    with pytest.raises(PrintError, match=f"build the site there: python -m docs --output {re.escape(str(tmp_path))}"):
        print_course(tmp_path, tmp_path / "course.pdf")
    assert not (tmp_path / "course.pdf").exists()


def test_without_a_browser_it_is_said_which_are_looked_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(PrintError, match=r"needs one of chromium, .* on the PATH"):
        print_course(site, site / "course.pdf")


def test_what_a_browser_says_that_prints_nothing_is_handed_on(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course_pdf, "BROWSERS", ("false",))
    with pytest.raises(PrintError, match="false prints nothing: it says nothing either"):
        print_course(site, site / "course.pdf")


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["en", "ko"])
def test_course_of_a_language_is_printed_a_notebook_a_page(site: Path, language: str) -> None:
    file = site.parent / "course.pdf"
    command = ["course-pdf", "--site", str(site), "--output", str(file), "--language", language]
    subprocess.run([sys.executable, "-m", "docs", *command], cwd=ROOT, check=True, timeout=PATIENCE)
    printed = file.read_bytes()
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(PAGES) / 2
