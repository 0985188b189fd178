"""Colours that can be read, in every theme, and a notebook's picture that follows the system."""

import base64
import re
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from viz import draw
from viz.examples import EXAMPLES
from viz.formats.svg import on_any_ground
from viz.themes import MIDDLE, THEMES, Theme

READABLE = 4.5  # contrast ratio, of WCAG 2.2's level AA for text
VISIBLE = 3.0  # the same for lines
GROUNDS = ("#ffffff", "#111111")  # of notebooks: JupyterLab's


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
        assert notebook_svg(theme) == on_any_ground(draw(EXAMPLES["square-of-sum"](), theme=theme).svg, THEMES[theme])


def test_every_colour_of_the_light_picture_has_its_dark_one() -> None:
    svg = notebook_svg("auto")
    style, drawn = re.findall(r"<style>(.*)</style>", svg)[0], re.sub("<style>.*</style>", "", svg)
    used = set(re.findall(r'(?:fill|stroke)="[^"]*"', drawn))
    assert {found for found in used if f"[{found}]" not in style} <= {
        f'fill="{MIDDLE}"',  # the same on either ground
        f'stroke="{MIDDLE}"',
        'fill="none"',
        'stroke="none"',
        'stroke="transparent"',
    }


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_without_a_ground_of_their_own_can_be_seen_on_any(theme: str, ground: str) -> None:
    own = THEMES[theme]
    for line in (MIDDLE, own.positive, own.negative, own.mixed, own.muted):
        assert contrast(line, ground) >= VISIBLE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("weight", [None, "gradient"])
def test_texts_without_a_ground_of_their_own_have_a_rim_in_its_colour(theme: str, weight: str | None) -> None:
    own = THEMES[theme]
    picture = draw(EXAMPLES["apples-and-oranges"](), theme=theme, weight=weight)
    svg = ElementTree.fromstring(on_any_ground(picture.svg, own))
    space = "{http://www.w3.org/2000/svg}"
    texts = list(svg.iter(f"{space}text"))
    assert len(texts) == picture.svg.count("<text")
    for group in svg.iter(f"{space}g"):
        is_filled = any(
            shape.get("fill", "none") not in ("none", "transparent") for shape in group if shape.tag != f"{space}text"
        )
        for text in group.findall(f"{space}text"):
            assert text.get("stroke") == (None if is_filled else own.background)
            assert is_filled or text.get("paint-order") == "stroke"


def test_picture_in_a_notebook_or_saved_as_transparent_has_no_ground(tmp_path: Path) -> None:
    picture = draw(EXAMPLES["square-of-sum"]())
    ground = '<polygon fill="white"'
    assert ground in picture.svg
    assert ground not in notebook_svg("auto")
    assert ground not in picture.save(tmp_path / "a.svg", transparent=True).read_text("utf-8")
    assert opacity(picture.save(tmp_path / "a.png", transparent=True)) == 0
    assert opacity(picture.save(tmp_path / "b.png")) == 255


def opacity(path: Path) -> int:
    """That of the upper left pixel."""
    with Image.open(path) as image:
        red_green_blue_alpha: tuple[int, ...] = image.convert("RGBA").getpixel((0, 0))  # type: ignore[assignment]
        return red_green_blue_alpha[3]


def test_picture_in_a_file_does_not_change_with_the_system() -> None:
    assert "<style" not in draw(EXAMPLES["square-of-sum"]()).svg
