"""What the tests read in an SVG: its texts and elements, never its coordinates."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def _without_space(text: str) -> str:
    return "".join(text.split())


def texts(svg: str) -> list[str]:
    """The text of each drawn node, without white space (lines of a label are broken at it)."""
    groups = parsed(svg).iter(f"{SVG}g")
    nodes = [group for group in groups if group.get("class") == "node"]
    return [_without_space("".join(text.text or "" for text in node.iter(f"{SVG}text"))) for node in nodes]


def shown(text: str) -> str:
    """`text` as `texts` returns it."""
    return _without_space(text)


def arrows(svg: str) -> list[tuple[str, str]]:
    """(value, gradient) of every arrow that has a gradient."""
    return [(value, gradient) for value, arrow, gradient in (text.partition("←") for text in texts(svg)) if arrow]
