"""What the editor tells of the call in which one writes: the signature, and what it is for. Nothing is called.

Not here: the names by which a text may go on (runtime.py), and how it looks (page/hints.js).
"""

from __future__ import annotations

import builtins
import inspect
import io
import re
import token
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

LONGEST_DEFAULT = 24  # characters of it that are shown
BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
PLAIN = (int, float, complex, str, bytes, type(None), type(...))
NOTHING = object()


@dataclass
class Call:
    """A call that is not closed yet: what is called, where its bracket stands, and what was given so far."""

    path: str
    place: tuple[int, int]
    commas: int = 0
    named: list[str] = field(default_factory=list)  # keywords before the last comma
    keyword: str = ""  # of the argument that is being written


def hint(text: str, names: Mapping[str, Any]) -> dict[str, Any] | None:
    """The signature of the call in which `text` ends; None where there is none, or nothing is known of it.

    Returns:
        name: of the callable.
        parameters: the texts of its parameters; signs such as "*" among them.
        active: which of these is being written, or None.
        sentence: the first of its docstring.
        about: what the docstring says of the active parameter.
        place: line and column of the bracket, which tell one call from another.
    """
    call = open_call(text)
    known = _signature(call.path, names) if call else None
    if call is None or known is None:
        return None
    called, signature = known
    active = _active(call, signature)
    texts = list(_texts(signature))
    documentation = inspect.getdoc(called) or ""
    return {
        "name": call.path,
        "parameters": [text for _, text in texts],
        "active": next((i for i, (name, _) in enumerate(texts) if name == active), None) if active else None,
        "sentence": _first_sentence(documentation),
        "about": _about(active, documentation) if active else "",
        "place": list(call.place),
    }


def keywords(text: str, names: Mapping[str, Any]) -> list[str]:
    """`name=` for each argument that the call in which `text` ends may still be given by name."""
    call = open_call(text)
    known = _signature(call.path, names) if call and not call.keyword else None
    if call is None or known is None:
        return []
    parameters = list(known[1].parameters.values())
    by_place = [each.name for each in parameters if each.kind in BY_PLACE][: call.commas - len(call.named)]
    left = (each.name for each in parameters if each.kind in BY_NAME)
    return [f"{name}=" for name in left if name not in by_place and name not in call.named]


def open_call(text: str) -> Call | None:
    """The innermost bracket that is open at the end of a text, if it is that of a call."""
    brackets: list[Call | None] = []
    before: list[tokenize.TokenInfo] = []
    for each in _tokens(text):
        inner = brackets[-1] if brackets else None
        if each.string == "(":
            brackets.append(_call(before, each.start))
        elif each.string in ("[", "{"):
            brackets.append(None)
        elif each.string in (")", "]", "}") and brackets:
            brackets.pop()
        elif inner and each.string == ",":
            inner.commas += 1
            inner.named += [inner.keyword] if inner.keyword else []
            inner.keyword = ""
        elif inner and each.string == "=" and before[-1].type == token.NAME:
            inner.keyword = before[-1].string
        before.append(each)
    return brackets[-1] if brackets else None


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """Those of a text that ends anywhere, up to what cannot be read."""
    try:
        for each in tokenize.generate_tokens(io.StringIO(text).readline):
            if each.type == token.ERRORTOKEN and each.string.strip():  # before Python 3.12: a string without an end
                return
            if each.type in (token.NAME, token.NUMBER, token.STRING, token.OP):
                yield each
    except (tokenize.TokenError, SyntaxError):
        return


def _call(before: list[tokenize.TokenInfo], place: tuple[int, int]) -> Call | None:
    """The call whose bracket follows these tokens; None where it is no call of something that has a name."""
    path: list[str] = []
    for each in reversed(before):
        is_turn = each.type == token.NAME if len(path) % 2 == 0 else each.string == "."
        if not is_turn:
            if each.string in ("def", "class"):
                return None
            break
        path.insert(0, each.string)
    return Call("".join(path), place) if len(path) % 2 else None


def found(path: str, names: Mapping[str, Any]) -> Any:
    """What a dotted name stands for, as far as that can be told without running anything; else NOTHING."""
    head, *rest = path.split(".")
    owner = names.get(head, builtins.__dict__.get(head, NOTHING))
    for name in rest:
        if owner is NOTHING:
            break
        owner = _attribute(owner, name)
    return owner


def _attribute(owner: Any, name: str) -> Any:
    if isinstance(owner, ModuleType):
        return vars(owner).get(name, NOTHING)
    attribute = inspect.getattr_static(owner, name, NOTHING)
    if isinstance(attribute, staticmethod):
        return attribute.__func__
    if isinstance(attribute, classmethod):
        return attribute.__func__.__get__(owner if isinstance(owner, type) else type(owner))
    is_own = name in getattr(owner, "__dict__", ())
    if isinstance(attribute, FunctionType) and not isinstance(owner, type) and not is_own:
        return attribute.__get__(owner)
    return attribute


def _signature(path: str, names: Mapping[str, Any]) -> tuple[Any, inspect.Signature] | None:
    called = found(path, names)
    if called is NOTHING or not callable(called):
        return None
    try:
        return called, inspect.signature(called)
    except (TypeError, ValueError):  # of many that are written in C
        return None


def _active(call: Call, signature: inspect.Signature) -> str | None:
    """The name of the parameter that is being given."""
    parameters = signature.parameters
    if call.keyword in parameters:
        return call.keyword
    if call.keyword or call.named:
        return next((name for name, each in parameters.items() if each.kind is each.VAR_KEYWORD), None)
    by_place = [name for name, each in parameters.items() if each.kind in BY_PLACE]
    if call.commas < len(by_place):
        return by_place[call.commas]
    return next((name for name, each in parameters.items() if each.kind is each.VAR_POSITIONAL), None)


def _texts(signature: inspect.Signature) -> Iterator[tuple[str, str]]:
    """Each parameter's name and how it is written, without the types; the signs between them have no name."""
    is_marked, before = False, None
    for name, each in signature.parameters.items():
        if before is each.POSITIONAL_ONLY and each.kind is not each.POSITIONAL_ONLY:
            yield "", "/"
        if each.kind is each.KEYWORD_ONLY and not is_marked:
            yield "", "*"
        is_marked = is_marked or each.kind in (each.VAR_POSITIONAL, each.KEYWORD_ONLY)
        sign = "*" if each.kind is each.VAR_POSITIONAL else "**" if each.kind is each.VAR_KEYWORD else ""
        default = "" if each.default is each.empty else f"={_short(each.default)}"
        yield name, f"{sign}{name}{default}"
        before = each.kind
    if before is inspect.Parameter.POSITIONAL_ONLY:
        yield "", "/"


def _short(default: Any) -> str:
    if isinstance(default, type | FunctionType | BuiltinFunctionType):
        return default.__name__
    text = repr(default) if isinstance(default, PLAIN) else "…"  # what others say of themselves is code of theirs
    return text if len(text) <= LONGEST_DEFAULT else "…"


def _first_sentence(documentation: str) -> str:
    paragraphs = documentation.replace("`", "").split("\n\n")
    if re.fullmatch(r"[\w.]+\(.*\)", paragraphs[0]) and len(paragraphs) > 1:  # the signature again
        paragraphs.pop(0)
    paragraph = " ".join(paragraphs[0].split())
    ended = re.match(r".*?[.!?](?=\s|$)", paragraph)
    return ended[0] if ended else paragraph


def _about(name: str, documentation: str) -> str:
    """What a section of arguments says of one."""
    entry = re.search(
        rf"^( +)\*{{0,2}}{re.escape(name)}(?: \([^)]*\))?: (.+(?:\n\1 +.+)*)", documentation, re.MULTILINE
    )
    return " ".join(entry[2].replace("`", "").split()) if entry else ""
