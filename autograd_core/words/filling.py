"""A sentence and its fields become text.

A sentence is a template with {fields}, or forms of one by how many there are: {"one": "{count} edge", "other": "{count}
edges"}. A language that puts particles behind words writes both of them, the one after a consonant first: {node:이/가}.
viz/stepper_page/words.js does the same for pages; tests compare the two. Not here: any sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Sentence = str | Mapping[str, str]

_FIELD = re.compile(r"\{(\w+)(?::([^/{}]*)/([^/{}]*))?\}")
_SPOKEN = re.compile(r"[0-9A-Za-z가-힣]")  # what is read aloud: not a closing parenthesis or quote
# How the names of digits and letters end in Korean: 일, 칠, 팔, 엘, 알 in ㄹ; 영, 삼, 육, 엠, 엔 in another consonant.
_ENDS_IN_L, _ENDS_IN_CONSONANT = frozenset("178lrLR"), frozenset("036mnMN")
_FIRST_SYLLABLE, _FINALS, _L = ord("가"), 28, 8  # Unicode has syllables in order, each with 28 finals; 0 is none


def filled(sentence: Sentence, fields: Mapping[str, str | int]) -> str:
    """The text of a sentence.

    Raises:
        KeyError: the sentence names a field that is not given.
    """
    template = sentence if isinstance(sentence, str) else sentence["one" if fields["count"] == 1 else "other"]
    literals, places = _parts(template)
    if not places:
        return template
    text = literals[0]
    for (name, after_consonant, after_vowel), literal in zip(places, literals[1:], strict=True):
        field = fields[name]
        written = field if isinstance(field, str) else f"{field:,}"
        text += written
        if after_consonant is not None:
            text += particle(written, after_consonant, after_vowel)
        text += literal
    return text


@cache
def _parts(template: str) -> tuple[list[str], list[tuple[str, str | None, str]]]:
    """What stands around the fields, and the fields: name and particles, None where it has none."""
    pieces = _FIELD.split(template)
    return pieces[::4], list(zip(pieces[1::4], pieces[2::4], pieces[3::4], strict=True))


def fields_of(sentence: Sentence) -> set[str]:
    """The names of the fields that a sentence needs."""
    templates = [sentence] if isinstance(sentence, str) else [*sentence.values()]
    named = {name for template in templates for name, *_ in _parts(template)[1]}
    return named if isinstance(sentence, str) else named | {"count"}


def particle(text: str, after_consonant: str, after_vowel: str) -> str:
    """The particle that follows `text`; 으로 counts ㄹ among the vowels."""
    spoken = _SPOKEN.findall(text)
    if not spoken:
        return after_vowel
    last = spoken[-1]
    final = (ord(last) - _FIRST_SYLLABLE) % _FINALS if last >= "가" else 0
    is_l = final == _L or last in _ENDS_IN_L
    ends_in_consonant = final > 0 or is_l or last in _ENDS_IN_CONSONANT
    if is_l and after_consonant.startswith("으"):
        return after_vowel
    return after_consonant if ends_in_consonant else after_vowel
