"""Colours that can be read, in every theme, and a notebook's picture that follows the system."""

import base64
import re
from dataclasses import asdict
from xml.etree import ElementTree

import pytest

from viz import draw
from viz.examples import EXAMPLES
from viz.themes import THEMES, Theme

READABLE = 4.5  # contrast ratio, of WCAG 2.2's level AA for text
VISIBLE = 3.0  # the same for lines


def luminance(color: str) -> float:
    """Relative luminance, of WCAG 2.2."""
    digits = "ffffff" if color == "white" else color.removeprefix("#")
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_text_and_lines_of_every_theme_can_be_read(theme: Theme) -> None:
    assert min(contrast(c, theme.background) for c in (theme.ink, theme.forward, theme.gradient)) >= READABLE
    assert min(contrast(theme.ink, inside) for inside in (theme.gate, theme.box)) >= READABLE
    assert contrast(theme.line, theme.background) >= VISIBLE


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_rivers_of_every_theme_can_be_seen_and_their_middle_lines_and_numbers_read(theme: Theme) -> None:
    for river in (theme.positive, theme.negative, theme.mixed):
        assert contrast(river, theme.background) >= READABLE
        assert contrast(theme.ink, river) >= VISIBLE


def test_each_role_has_a_colour_of_its_own_in_the_light_theme() -> None:
    colors = list(asdict(THEMES["light"]).values())
    assert len(set(colors)) == len(colors)


def notebook_svg(theme: str) -> str:
    html = draw(EXAMPLES["square-of-sum"](), theme=theme)._repr_mimebundle_()["text/html"]
    found = re.search(r"base64,([^\"]*)", html)
    assert found is not None
    return base64.b64decode(found[1]).decode("utf-8")


def test_notebook_picture_follows_the_system_unless_a_theme_is_chosen() -> None:
    svg = notebook_svg("auto")
    ElementTree.fromstring(svg)
    assert "@media (prefers-color-scheme: dark)" in svg
    for theme in THEMES:
        assert notebook_svg(theme) == draw(EXAMPLES["square-of-sum"](), theme=theme).svg


def test_every_colour_of_the_light_picture_has_its_dark_one() -> None:
    svg = notebook_svg("auto")
    style, drawn = re.findall(r"<style>(.*)</style>", svg)[0], re.sub("<style>.*</style>", "", svg)
    used = set(re.findall(r'(?:fill|stroke)="[^"]*"', drawn))
    assert {found for found in used if f"[{found}]" not in style} <= {
        'fill="none"',
        'stroke="none"',
        'stroke="transparent"',
    }


def test_picture_in_a_file_does_not_change_with_the_system() -> None:
    assert "<style" not in draw(EXAMPLES["square-of-sum"]()).svg
