"""What the sources say to people: calls of `words`, and text that stands outside the table of words.

Not here: what must hold of them (test_words.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sorted(path for package in ("autograd_core", "nn", "viz") for path in (ROOT / package).rglob("*.py"))
FOLDERS = [ROOT / "viz" / name for name in ("stepper_page", "explore_page", "exercises/page", "playground_page")]
PAGES = [path for folder in FOLDERS for path in [*sorted(folder.glob("*.js")), folder / "page.html"]]

PROSE = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}")
_NAMED = re.compile(r"[{](\w+(?:\.\w+)+)[}]|\"(\w+(?:\.\w+)+)\"")  # keys in a page: {{key}}, "key"
_CALLED = re.compile(r"\b(?:words|said)\(\s*\"([\w.]+)\"")


@dataclass(frozen=True)
class Call:
    """A call of `words`.

    Attributes:
        keys: those that it may be called with, as far as they stand in the call; none where a name stands there.
        fields: the names of the fields that it gives.
    """

    keys: tuple[str, ...]
    fields: frozenset[str]


def calls(source: str) -> Iterator[Call]:
    """Every call of `words` in a file of Python."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "words":
            fields = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            yield Call(tuple(_constants(node.args[0])), fields)


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) else []


def page_calls(source: str) -> Iterator[Call]:
    """Every call of `words` or `said` with a key in a script of the page, the fields those of its object."""
    for match in _CALLED.finditer(source):
        rest = source[match.end() :]
        has_fields = re.match(r"\s*,\s*\{", rest)
        yield Call((match[1],), frozenset(_properties(rest[has_fields.end() :]) if has_fields else ()))


def _properties(source: str) -> Iterator[str]:
    """The names in an object of JavaScript whose `{` was read."""
    depth, start = 0, 0
    for i, sign in enumerate(source):
        if depth == 0 and sign in ",}":
            name = re.match(r"[\s,]*(\w+)", source[start:i])
            if name:
                yield name[1]
            start = i
            if sign == "}":
                return
        depth += (sign in "([{") - (sign in ")]}")


def named(source: str) -> set[str]:
    """All that is written like a key in a file of the page."""
    return {match[1] or match[2] for match in _NAMED.finditer(source)}


def strings(source: str) -> Iterator[str]:
    """The strings of a file of Python, but for docstrings, annotations, and what errors say; {} for what is put in."""
    tree = ast.parse(source)
    silent = {id(part) for node in ast.walk(tree) for root in _silent(node) for part in ast.walk(root)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join([str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.value


def _silent(node: ast.AST) -> list[ast.AST]:
    """The parts of `node` that nobody reads in a picture, a page or a text."""
    if isinstance(node, ast.Raise):
        return [node]
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
        return [node.body[0]]
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        return [node.annotation]
    return []


def page_prose(source: str) -> list[str]:
    """Text for people that stands in a script or in the frame of the page itself."""
    bare = re.sub(r"^\s*//.*$|(?<=[;{},] )//.*$|<!doctype html>|<style>.*?</style>", "", source, flags=re.MULTILINE)
    if "<html" in bare:
        shown = re.findall(r">([^<>]+)<", bare) + re.findall(r"(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"", bare)
        return [text.strip() for text in shown if re.search("[A-Za-z]{2,}", re.sub(r"\{\{.*?\}\}|&\w+;", "", text))]
    quoted = re.findall(r"\"([^\"\n]*)\"|`([^`]*)`", bare)
    shown = re.findall(r"plain\(\s*[\"`]([^\"`]*[A-Za-z]{2,}[^\"`]*)[\"`]", bare)
    return shown + [text for pair in quoted for text in pair if PROSE.search(re.sub(r"\$\{[^}]*\}", "", text))]
