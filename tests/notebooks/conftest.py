"""A browser that opens the course's pages, where this machine has one."""

import os
from collections.abc import Iterator

import pytest

from tests.browser import browser


@pytest.fixture(scope="session")
def reader() -> Iterator[browser.Browser | None]:
    """A browser; None where there is none and none is required, so that the notebooks run at least."""
    if browser.missing():
        assert os.environ.get(browser.REQUIRED) != "1", f"no {', '.join(browser.missing())}: {browser.INSTALL}"
        yield None
        return
    chromium = browser.Browser()
    yield chromium
    chromium.close()
