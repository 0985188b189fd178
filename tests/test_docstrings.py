"""The examples in docstrings do what they say, and each docstring stands by itself."""

import ast
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import FILES, module_name

WITH_EXAMPLES = [module_name(path) for path in FILES if ">>> " in path.read_text("utf-8")]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_run_as_they_stand(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted
    assert not found.failed


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, DOCUMENTED):
            yield ast.get_docstring(node) or ""


def test_docstring_leans_on_no_other() -> None:
    # whoever asks help() sees one alone; a list of attributes within one may say so
    leaning = [(path.name, text) for path in FILES for text in docstrings(path) if text.startswith("Likewise")]
    assert leaning == []
