"""What people read in pictures, pages, verdicts, reports and explanations: sentences by key, a table for each language.

    words("quiz.wrong", answer="3", hint="look again")  ->  "3 is not it: look again"

English is in english.py, Korean in korean.py with the terms of glossary.py; another language is a table with the same
keys, entered in LANGUAGES. How a sentence is filled in: filling.py; the page's twin of it: viz/stepper_page/words.js.
People choose with viz.language. Not here: what errors say where they are raised, but for those of numbers that an
operation refuses; names of functions and arguments; what a row of operations says of itself in English (operations.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from autograd_core.words.english import ENGLISH
from autograd_core.words.filling import Sentence, filled
from autograd_core.words.korean import KOREAN

Table = Mapping[str, Sentence]

LANGUAGES: dict[str, Table] = {"en": ENGLISH, "ko": KOREAN}  # by the code that a page's `lang` has
language: ContextVar[str] = ContextVar("language", default="en")


def words(key: str, /, **fields: str | int) -> str:
    """The sentence that the chosen language has for `key`, with its fields filled in.

    Args:
        key: of the table.
        fields: what stands in the places that the sentence names; a whole number is written as 1,234. Where a sentence
            has forms, `count` chooses: one, or other.

    Raises:
        KeyError: there is no such sentence, or it names a field that is not given.
    """
    return filled(LANGUAGES[language.get()][key], fields)


def translated(key: str, english: str) -> str:
    """`english`, which a row of operations says of itself, or what another language has for it under `key`."""
    found = LANGUAGES[language.get()].get(key)
    return english if found is None else filled(found, {})


def section(name: str) -> dict[str, Sentence]:
    """The sentences whose keys begin with `name` and a dot, for pages that fill them in themselves."""
    table = LANGUAGES[language.get()]
    return {key: sentence for key, sentence in table.items() if key.startswith(f"{name}.")}


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """A block in which texts are written in another language, in this thread or task."""
    token = language.set(chosen)
    try:
        yield
    finally:
        language.reset(token)
