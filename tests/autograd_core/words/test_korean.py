"""The Korean table: a twin for every sentence, one form for every term, and no English but names."""

import re

from autograd_core import TABLE, Role
from autograd_core.program.fast import slope_of_sigmoid, slope_of_tanh
from autograd_core.words.english import ENGLISH
from autograd_core.words.filling import Sentence
from autograd_core.words.glossary import GLOSSARY, Term
from autograd_core.words.korean import KOREAN
from tests.languages import NAMES, english_in, in_other_forms
from viz.examples import EXAMPLES

ROWS = {**TABLE, **{row.name: row for row in (slope_of_sigmoid, slope_of_tanh)}}
IN_WORDS = ("note", "needs", "remedy", "kinks", "about")  # facts of rows
FIELD = re.compile(r"\{[^}]*\}")
# recompute(output), order=2: no terms, but what Python is told
CODE = re.compile(r"`[^`]*`|\w+\([^()]*\)|\b\w+=\S*|\bValue\b")


def text_of(sentence: Sentence) -> str:
    return FIELD.sub("", sentence if isinstance(sentence, str) else " ".join(sentence.values()))


def names_in(text: str, term: Term) -> bool:
    """Whether an English text has the term, not as a part of a longer one."""
    for longer in GLOSSARY:
        if term.english in longer.english and longer is not term:
            text = re.sub(rf"\b{longer.english}s?\b", "", text, flags=re.IGNORECASE)
    return bool(re.search(rf"\b{term.english}(s|es)?\b", text, re.IGNORECASE))


def test_every_role_has_its_twin() -> None:
    assert {f"role.{role.name.lower()}" for role in Role} <= set(KOREAN)


def test_what_rows_say_of_themselves_has_its_twin() -> None:
    told = {f"row.{name}.{fact}" for name, row in ROWS.items() for fact in IN_WORDS if getattr(row, fact)}
    assert told == {key for key in KOREAN if key.startswith("row.") and not key.endswith(".name")}


def test_work_of_an_array_has_a_korean_name_or_is_a_name_itself() -> None:
    assert [name for name in ROWS if f"row.{name}.name" not in KOREAN and name not in NAMES] == []


def test_examples_are_about_something_in_korean_too() -> None:
    assert [name for name in EXAMPLES if f"example.about.{name}" not in KOREAN] == []


def test_table_has_no_sentence_that_nobody_says() -> None:
    rows = {f"row.{name}.{fact}" for name in ROWS for fact in (*IN_WORDS, "name")}
    rows |= {f"role.{role.name.lower()}" for role in Role} | {f"example.about.{name}" for name in EXAMPLES}
    assert set(KOREAN) - set(ENGLISH) - rows == set()


def test_sentences_are_korean() -> None:
    assert {key: found for key in KOREAN if (found := english_in(CODE.sub("", text_of(KOREAN[key])), NAMES))} == {}


def test_no_field_is_said_twice_in_a_row() -> None:
    assert [key for key, sentence in KOREAN.items() if re.search(r"\{(\w+)\}\W*\{\1[:}]", str(sentence))] == []


def test_terms_have_one_form() -> None:
    assert {key: found for key in KOREAN if (found := in_other_forms(text_of(KOREAN[key])))} == {}


def test_terms_are_said_where_english_says_them() -> None:
    said = {(term, key) for key in ENGLISH for term in GLOSSARY if names_in(CODE.sub("", text_of(ENGLISH[key])), term)}
    assert [(term.english, key) for term, key in said if term.korean not in text_of(KOREAN[key])] == []


def test_glossary_catches_another_form() -> None:
    assert in_other_forms("이 게이트의 그레디언트") == {"게이트", "그레디언트"}


def test_no_form_is_right_for_one_term_and_wrong_for_another() -> None:
    forms = {term.korean for term in GLOSSARY}
    assert {other for term in GLOSSARY for other in term.others if any(other in form for form in forms)} == set()
    assert len({term.english for term in GLOSSARY}) == len(GLOSSARY)
