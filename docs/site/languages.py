"""What stands around a page in the page's language: the words of the theme, the list of pages, the ways on.

Not here: what a page says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from notebooks.build import LANGUAGES

CAPTION = LANGUAGES["ko"]  # in the list of pages, above the Korean course
PLACES = {  # beside the Korean course, where they are there: what the list of its pages leads to
    "course/glossary.html": "용어집",
    "playground-ko.html": "놀이터",
    "lab.html": "실험실",
    "index.html": "영어 사이트",
}
KOREAN = {  # what the theme and its extensions write themselves
    "Search": "검색",
    "Index": "찾아보기",
    "Menu": "메뉴",
    "Contents": "차례",
    "Expand": "펼치기",
    "Light mode": "밝은 화면",
    "Dark mode": "어두운 화면",
    "Auto light/dark, in light mode": "자동, 지금은 밝은 화면",
    "Auto light/dark, in dark mode": "자동, 지금은 어두운 화면",
    "Skip to content": "본문으로 건너뛰기",
    "Back to top": "맨 위로",
    "Next": "다음",
    "Previous": "이전",
    "Home": "처음",
    "On this page": "이 페이지의 차례",
    "Made with": "만든 도구:",
    "Link to this heading": "이 제목으로 가는 링크",
    "Link to this image": "이 그림으로 가는 링크",
    "Link to this table": "이 표로 가는 링크",
    "Toggle site navigation sidebar": "페이지 목록 여닫기",
    "Toggle table of contents sidebar": "이 페이지의 차례 여닫기",
    "Toggle Light / Dark / Auto color theme": "밝은 화면, 어두운 화면, 자동 가운데 고르기",
}
_WORDS = "|".join(re.escape(words) for words in sorted(KOREAN, key=len, reverse=True))
_AROUND = re.compile(rf'((?:>|(?:title|aria-label|placeholder)=")\s*)({_WORDS})(?=\s*[<"])')
_WITHIN = re.compile(rf'(title=")({_WORDS})(?=")')
# A particle stays with what it follows: browsers would break a line behind a formula and behind a bracket.
_AS_IT_IS = r"(<(?P<kind>pre|script|svg)\b.*?</(?P=kind)>)"
_PARTICLE = re.compile(
    rf"{_AS_IT_IS}|(<math\b(?:(?!</math>).)*</math>[가-힣]+[.,]?)|(\)(?:</\w+>)*)(?=[가-힣])", re.DOTALL
)
_NAVIGATION = re.compile(r'aria-label="Toggle navigation of ([^"]*)"')


def in_korean(html: str) -> str:
    """The page `html` with the theme's words in Korean; in its article, titles of links and where lines break."""
    before, start, rest = html.partition("<article")
    article, end, after = rest.partition("</article>")
    article = _PARTICLE.sub(_kept_together, _WITHIN.sub(_said, article))
    return f"{_around(before)}{start}{article}{end}{_around(after)}"


def _around(part: str) -> str:
    return _AROUND.sub(_said, _NAVIGATION.sub(r'aria-label="\1: 목록 여닫기"', part))


def _kept_together(found: re.Match[str]) -> str:
    as_it_is, _, formula, bracket = found.groups()
    if formula:
        return f'<span class="kept">{formula}</span>'
    return as_it_is or f"{bracket}\N{WORD JOINER}"


def _said(found: re.Match[str]) -> str:
    return found[1] + KOREAN[found[2]]


def own_pages(tree: str, language: str, extra: Path, pathto: Callable[..., str]) -> str:
    """The list of pages `tree` as a page of `language` shows it: a Korean one has the Korean course and what is near.

    Args:
        tree: as the theme makes it, a caption above each part.
        language: of the page.
        extra: the folder of the pages that Sphinx copies.
        pathto: finds the address of a page from the page that is written.
    """
    if language != "ko":
        return tree
    parts = re.split(r'(?=<p class="caption")', tree)
    near = "".join(
        f'<li class="toctree-l1"><a class="reference internal" href="{pathto(place, resource=True)}">{name}</a></li>\n'
        for place, name in PLACES.items()
        if place.startswith(("course", "index")) or (extra / place).exists()
    )
    return "".join(part for part in parts if f">{CAPTION}<" in part) + f"<ul>\n{near}</ul>\n"
