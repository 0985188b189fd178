"""What stands around a Korean page is Korean: the theme's words, the list of pages."""

import re
from pathlib import Path

from docs.site.languages import CAPTION, KOREAN, PLACES, in_korean, own_pages

TREE = (
    '<p class="caption" role="heading"><span class="caption-text">Use</span></p>\n'
    "<ul><li>How networks learn</li></ul>\n"
    f'<p class="caption" role="heading"><span class="caption-text">{CAPTION}</span></p>\n<ul><li>강의</li></ul>\n'
)


def test_words_of_the_theme_are_korean_around_the_article_and_untouched_in_it() -> None:
    page = (
        '<title>Contents</title><input placeholder="Search"><span> Next </span><article><pre><span>Next</span></pre>'
        '<a title="Link to this heading">#</a></article><span>On this page</span>'
        '<input aria-label="Toggle navigation of 강의">'
    )
    assert in_korean(page) == (
        '<title>차례</title><input placeholder="검색"><span> 다음 </span><article><pre><span>Next</span></pre>'
        '<a title="이 제목으로 가는 링크">#</a></article><span>이 페이지의 차례</span>'
        '<input aria-label="강의: 목록 여닫기">'
    )


def test_particle_stays_on_the_line_of_the_formula_or_bracket_before_it() -> None:
    article = (
        "<article><p><math><mi>x</mi></math>는 <strong>배율기(scaler)</strong>입니다, (a) 그리고</p><pre>f(x)를</pre>"
        '<script type="application/json">"(가)나"</script></article>'
    )
    kept = article.replace("</strong>", "</strong>\N{WORD JOINER}")
    formula = "<math><mi>x</mi></math>는"
    assert in_korean(article) == kept.replace(formula, f'<span class="kept">{formula}</span>')


def test_words_of_the_theme_are_written_in_korean_letters_alone() -> None:
    assert {words for words in KOREAN.values() if re.search("[A-Za-z]", words)} == set()


def test_korean_page_lists_the_korean_course_and_what_is_there_beside_it(tmp_path: Path) -> None:
    (tmp_path / "lab.html").touch()
    listed = own_pages(TREE, "ko", tmp_path, lambda place, resource: f"../{place}")
    assert ("강의" in listed, "How networks learn" in listed) == (True, False)
    led_to = re.findall(r'href="../([^"]*)">([^<]*)<', listed)
    assert led_to == [(place, name) for place, name in PLACES.items() if place != "playground-ko.html"]


def test_page_in_english_lists_everything(tmp_path: Path) -> None:
    assert own_pages(TREE, "en", tmp_path, lambda place, resource: place) == TREE
