"""The examples in docstrings do what they say."""

import doctest
import importlib

import pytest

from tests.test_architecture import FILES, module_name

WITH_EXAMPLES = [module_name(path) for path in FILES if ">>> " in path.read_text("utf-8")]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_run_as_they_stand(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted
    assert not found.failed
