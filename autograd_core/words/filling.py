"""A sentence and its fields become text.

A sentence is a template with {fields}, or forms of one by how many there are: {"one": "{count} edge", "other": "{count}
edges"}. A language that puts particles behind words writes both of them, the one after a consonant first: {node:이/가}
is the field and its particle, "{node}"{:이/가} a particle behind whatever stands before it.
viz/stepper_page/words.js does the same for pages; tests compare the two. Not here: any sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

Sentence = str | Mapping[str, str]

_FIELD = re.compile(r"\{(\w*)(?::([^/{}]*)/([^/{}]*))?\}")
# What is read aloud at the end of a text: closing parentheses and quotes are not.
_SPOKEN_END = re.compile(
    r"(?:[A-Za-z]+|[가-힣0-9０-９Α-Ωα-ω₀-₉⁰¹²³⁴-⁹%+−×*/=√-])(?=[^A-Za-z가-힣0-9０-９Α-Ωα-ω₀-₉⁰¹²³⁴-⁹%+−×*/=√-]*\Z)"
)
# How it ends when it is read in Korean. In ㄹ: 일, 칠, 팔, the letters 엘 and 알, words such as total and apple.
_ENDS_IN_L = re.compile(r"[178１７８₁₇₈LlR]\Z|^r\Z|.le\Z")
# In another consonant: 영, 삼, 육; 제곱 for a raised number; 엠, 엔; words such as time, line, output, and epsilon.
_ENDS_IN_CONSONANT = re.compile(r"[036０３６₀₃₆⁰¹²³⁴-⁹MmNnεουΕΟΥ]\Z|.(?:me|ne|ng)\Z|[^aeiou][aeiou][pt]\Z|out\Z")
_FIRST_SYLLABLE, _FINALS, _L = ord("가"), 28, 8  # Unicode has syllables in order, each with 28 finals; 0 is none


def filled(sentence: Sentence, fields: Mapping[str, str | int]) -> str:
    """The text of a sentence.

    Raises:
        KeyError: the sentence names a field that is not given.
    """
    template = sentence if isinstance(sentence, str) else sentence["one" if fields["count"] == 1 else "other"]
    written = _Written(fields)
    if _has_particles(template):
        return _with_particles(template, written)
    return template.format_map(written)


class _Written(dict[str, str | int]):
    """The fields as text, each when it is asked for: Python refuses to write out a `count` of thousands of digits."""

    def __getitem__(self, name: str) -> str:
        field = super().__getitem__(name)
        return field if isinstance(field, str) else f"{field:,}"


def _with_particles(template: str, fields: _Written) -> str:
    text, *parts = _FIELD.split(template)  # literal, field, two particles, literal, ...
    for name, after_consonant, after_vowel, literal in zip(*[iter(parts)] * 4, strict=True):
        field = fields[name] if name else ""
        end = "" if after_consonant is None else particle(field if name else text, after_consonant, after_vowel)
        text += field + end + literal
    return text


@cache
def _has_particles(template: str) -> bool:
    return any(match[2] is not None for match in _FIELD.finditer(template))


def fields_of(sentence: Sentence) -> set[str]:
    """The names of the fields that a sentence needs."""
    templates = [sentence] if isinstance(sentence, str) else [*sentence.values()]
    named = {match[1] for template in templates for match in _FIELD.finditer(template)} - {""}
    return named if isinstance(sentence, str) else named | {"count"}


def particle(text: str, after_consonant: str, after_vowel: str) -> str:
    """The particle that follows `text`; 으로 counts ㄹ among the vowels."""
    found = _SPOKEN_END.search(unicodedata.normalize("NFC", text))
    end = found[0] if found else ""
    final = (ord(end) - _FIRST_SYLLABLE) % _FINALS if "가" <= end <= "힣" else 0
    is_l = final == _L or bool(_ENDS_IN_L.search(end))
    if is_l and after_consonant.startswith("으"):
        return after_vowel
    return after_consonant if is_l or final or _ENDS_IN_CONSONANT.search(end) else after_vowel
