"""A language in which no word is English, to find text that does not come from the table of words; and what stays.

Not here: what is looked at (test_words.py, browser/test_words.py).
"""

import ast
import io
import keyword
import re
import tokenize
from html import unescape

from autograd_core import TABLE, Role
from autograd_core.words.english import ENGLISH
from autograd_core.words.filling import Sentence
from autograd_core.words.glossary import GLOSSARY

_LETTERS = re.compile(r"\{[^}]*\}|[A-Za-z]+")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
# What stays in every language: what Python is told, files and keys, functions as mathematics and the field have them.
NAMES = set(
    """
    check print save graph svg gif html recompute output data grad backward float None return True False History
    Space Home End Tab Esc Enter slope alpha inf nan NaN out
    Value pi sqrt lookup floor relu sigmoid xn wn
    sin cos tan sinh cosh tanh asin acos atan atan2 asinh acosh atanh
    power dtype empty reshape
    exp expm1 exp2 log log1p log2 log10 log_sum_exp sum max min erf erfc ReLU Leaky ELU
    Adam LSTM XOR dot
    """.split()  # noqa: SIM905, a table
)


def strange(sentence: Sentence) -> Sentence:
    """`sentence` with a syllable of Korean for each of its letters, its fields as they are."""
    if not isinstance(sentence, str):
        return {form: str(strange(template)) for form, template in sentence.items()}
    return _LETTERS.sub(lambda found: found[0] if found[0].startswith("{") else "가" * len(found[0]), sentence)


def strange_table() -> dict[str, Sentence]:
    """Every sentence, and what every row of the table of operations says of itself, without an English word."""
    rows = {f"role.{role.name.lower()}": str(role) for role in Role}
    for row in TABLE.values():
        rows |= {
            f"row.{row.name}.{fact}": getattr(row, fact)
            for fact in ("name", "note", "needs", "remedy", "kinks", "about")
        }
    return {key: strange(sentence) for key, sentence in {**ENGLISH, **rows}.items()}


def english_in(text: str, known: set[str]) -> set[str]:
    """The words of a text that are English, but for those that are `known`: labels and what operations are called."""
    return set(ENGLISH_WORD.findall(text)) - known


def unnamed(text: str, sources: list[str]) -> str:
    """`text` without the names that code has: identifiers, whole, and texts of one word; no comment, no sentence."""
    named = {name for source in sources for name in _named(source)}
    return _IDENTIFIER.sub(lambda found: "" if found[0] in named else found[0], text)


def _named(source: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    names = {token.string for token in tokens if token.type == tokenize.NAME and not keyword.iskeyword(token.string)}
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    words = [_IDENTIFIER.findall(text) for text in texts if isinstance(text, str)]
    return names.union(*(each for each in words if len(each) == 1))


def in_other_forms(text: str) -> set[str]:
    """The forms of terms in a Korean text that are not those of the glossary."""
    return {form for term in GLOSSARY for form in term.others if form in text}


def seen(markup: str) -> str:
    """What people read or hear of a page or a picture: text, attributes that are spoken, and pages in its frames."""
    frames = [seen(unescape(page)) for page in re.findall(r'srcdoc="([^"]*)"', markup)]
    bare = re.sub(r"(?s)<(style|script).*?</\1>", "", re.sub(r'(srcdoc|src)="[^"]*"', "", markup))
    spoken = re.findall(r"\b(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"", bare)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", bare), *spoken, *frames]))
