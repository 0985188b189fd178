"""Fixtures for the tests that need a browser, or node: all of them thorough tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import browser, kernels

FOLDER = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is not asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.thorough)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Not even to be imported where thorough tests are not asked for: that takes seconds."""
    return True if config.option.markexpr == "not thorough" else None


@pytest.fixture(scope="session")
def _chromium() -> Iterator[browser.Browser]:
    chromium = browser.started()
    yield chromium
    chromium.close()


@pytest.fixture
def chromium(_chromium: browser.Browser) -> Iterator[browser.Browser]:
    """A browser; afterwards its page must have complained about nothing."""
    yield _chromium
    assert _chromium.complaints() == []


@pytest.fixture(scope="session")
def page_kernels() -> Iterator[kernels.Kernels]:
    """The page's arithmetic."""
    assert "node" not in browser.missing(), f"the kernels' tests need node: {browser.INSTALL}"
    node = kernels.Kernels()
    yield node
    node.close()
