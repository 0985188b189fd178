"""The gallery's page in a real browser: nothing complains, nothing is loaded, and no screen is too narrow for it."""

from pathlib import Path

import pytest

from docs.gallery.__main__ import build
from tests.browser.browser import Browser

WIDE = {"viewport": {"width": 1200, "height": 900}}
NARROW = {"viewport": {"width": 360, "height": 700}}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("gallery"))


def test_every_picture_is_shown_and_nothing_is_loaded(chromium: Browser, gallery: Path) -> None:
    chromium.open(gallery, **WIDE)
    assert chromium.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert chromium.evaluate("document.images.length") > 30
    assert [address for address in chromium.requests() if not address.startswith(("file:", "data:"))] == []
    assert "Gradients of z" in chromium.evaluate_inside("document.querySelector('#line').textContent")


@pytest.mark.parametrize("options", [WIDE, NARROW], ids=["wide", "narrow"])
def test_page_is_never_wider_than_the_screen(chromium: Browser, gallery: Path, options: dict[str, object]) -> None:
    chromium.open(gallery, **options)
    assert chromium.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(13, 17, 23)")])
def test_page_follows_the_system(chromium: Browser, gallery: Path, scheme: str, background: str) -> None:
    chromium.open(gallery, colorScheme=scheme, **WIDE)
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == background


def test_hostile_labels_are_shown_as_they_are(chromium: Browser, gallery: Path) -> None:
    chromium.open(gallery, **WIDE)
    alternative = chromium.evaluate("document.querySelector('#labels-that-mean-harm img').alt")
    assert "</text><script>alert(1)</script> = 2" in alternative
    assert chromium.evaluate("document.scripts.length") == 0
