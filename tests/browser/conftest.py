"""Fixtures for the tests that need a browser, or node. A machine without them leaves these tests out and says so."""

import os
from collections.abc import Iterator

import pytest

from tests.browser import browser, kernels

MISSING = browser.missing()
IS_REQUIRED = os.environ.get(browser.REQUIRED) == "1"
# left out as a whole, not test by test: where the browser is not there, there is nothing to collect
collect_ignore_glob = ["test_*.py"] if MISSING and not IS_REQUIRED else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MISSING and not IS_REQUIRED:
        terminalreporter.write_line(f"browser tests left out: no {', '.join(MISSING)}; to run them: {browser.INSTALL}")


@pytest.fixture(scope="session")
def _chromium() -> Iterator[browser.Browser]:
    assert not MISSING, f"the browser tests need {', '.join(MISSING)}: {browser.INSTALL}"
    chromium = browser.Browser()
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
    assert "node" not in MISSING, f"the kernels' tests need node: {browser.INSTALL}"
    node = kernels.Kernels()
    yield node
    node.close()
