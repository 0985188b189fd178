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
# How the names of digits and letters end in Korean: 일, 칠, 팔, 엘, 알 in ㄹ; 영, 삼, 육, 엠, 엔 in another consonant.
_ENDS_IN_L, _ENDS_IN_CONSONANT = frozenset("178lrLR"), frozenset("036mnMN")
_FIRST_SYLLABLE, _FINALS, _L = ord("가"), 28, 8  # Unicode has syllables in order, each with 28 finals; 0 is none


def filled(sentence: Sentence, fields: Mapping[str, str | int]) -> str:
    """The text of a sentence.

    Raises:
        KeyError: the sentence names a field that is not given.
    """
    template = sentence if isinstance(sentence, str) else sentence["one" if fields["count"] == 1 else "other"]
    written = _Written(fields)
    if _has_particles(template):
        return _FIELD.sub(lambda found: _with_particle(written[found[1]], found), template)
    return template.format_map(written)


class _Written(dict[str, str | int]):
    """The fields as text, each when it is asked for: Python refuses to write out a `count` of thousands of digits."""

    def __getitem__(self, name: str) -> str:
        field = super().__getitem__(name)
        return field if isinstance(field, str) else f"{field:,}"


def _with_particle(field: str, found: re.Match[str]) -> str:
    return field if found[2] is None else field + particle(field, found[2], found[3])


@cache
def _has_particles(template: str) -> bool:
    return any(match[2] is not None for match in _FIELD.finditer(template))


def fields_of(sentence: Sentence) -> set[str]:
    """The names of the fields that a sentence needs."""
    templates = [sentence] if isinstance(sentence, str) else [*sentence.values()]
    named = {match[1] for template in templates for match in _FIELD.finditer(template)}
    return named if isinstance(sentence, str) else named | {"count"}


def particle(text: str, after_consonant: str, after_vowel: str) -> str:
    """The particle that follows `text`; 으로 counts ㄹ among the vowels."""
    # what is read aloud: no closing parenthesis or quote
    last = next((sign for sign in reversed(text) if (sign.isascii() and sign.isalnum()) or "가" <= sign <= "힣"), "")
    final = (ord(last) - _FIRST_SYLLABLE) % _FINALS if last >= "가" else 0
    is_l = final == _L or last in _ENDS_IN_L
    ends_in_consonant = final > 0 or is_l or last in _ENDS_IN_CONSONANT
    if is_l and after_consonant.startswith("으"):
        return after_vowel
    return after_consonant if ends_in_consonant else after_vowel
