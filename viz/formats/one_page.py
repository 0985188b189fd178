"""A page that is one file: markup, style sheet, scripts and data put together.

Nothing in it can load anything, and no script runs but the one that is meant to. What people wrote reaches it as JSON
alone. Not here: what the pages are (stepper_page/, exercises/page/).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from autograd_core.words import language, words
from viz.formats.policy import policy
from viz.shapes import FONTS
from viz.themes import THEMES

HEAD = """<!doctype html>
<html lang="{{LANGUAGE}}">
<head>
<meta charset="utf-8">
{{POLICY}}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{TITLE}}</title>
<style>{{STYLE}}</style>
</head>
<body>
"""
FOOT = """<script type="application/json" id="data">{{DATA}}</script>
<script>{{SCRIPT}}</script>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Inside:
    """A page that another one shows in a frame, with data that it puts together itself.

    Attributes:
        page: as text, with a name in the place of its data.
        script, style: what the page around it must allow, because a frame may do no more than what is around it.
    """

    page: str
    script: str
    style: str

    @classmethod
    def of(cls, body: str, title: str, place: str, style: str, scripts: str) -> Inside:
        """The page with the name `place` instead of its data; the rest as for `one_page`."""
        return cls(_put_together(body, title, place, style, _scoped(scripts)), _scoped(scripts), style)


def one_page(
    body: str, title: str, data: Mapping[str, Any], style: str, scripts: str, inside: Inside | None = None
) -> str:
    """The page as text.

    Args:
        body: the markup of what it shows, with {{keys}} of the table of words.
        title: of its tab.
        data: what the scripts read as JSON.
        style: its style sheet.
        scripts: that run one after the other, in a scope of their own.
        inside: a page that it shows in a frame.
    """
    written = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return _put_together(body, title, written, style, _scoped(scripts), inside)


def _scoped(scripts: str) -> str:
    return f'"use strict";\n(() => {{\n{scripts}}})();\n'


def _put_together(body: str, title: str, data: str, style: str, script: str, inside: Inside | None = None) -> str:
    parts = {
        "LANGUAGE": language.get(),
        "POLICY": policy(
            scripts=[script, *([inside.script] if inside else [])], styles=[style, *([inside.style] if inside else [])]
        ),
        "TITLE": html.escape(title),
        "STYLE": style,
        "DATA": data,
        "SCRIPT": script,
    }
    page = re.sub(r"\{\{([a-z._]+)\}\}", lambda key: html.escape(words(key[1])), body)
    page = f"{HEAD}{page}{FOOT}"
    # from the end: nothing that is put in is looked through for the places of the others
    for name in reversed(parts):
        before, after = page.split(f"{{{{{name}}}}}", 1)
        page = before + parts[name] + after
    return page


def colors(theme: str) -> str:
    """The theme's colours as variables of the style sheet.

    Of the theme "auto" the system chooses, or a script that sets the color-scheme of the page.
    """
    if theme != "auto":
        return _root("dark" if theme == "dark" else "light", asdict(THEMES[theme]))
    light, dark = asdict(THEMES["light"]), asdict(THEMES["dark"])
    return _root("light dark", {role: f"light-dark({light[role]}, {dark[role]})" for role in light})


def _root(scheme: str, roles: Mapping[str, str]) -> str:
    named = "; ".join(f"--{role.replace('_', '-')}: {color}" for role, color in roles.items())
    return f":root {{ color-scheme: {scheme}; {named}; --fonts: {FONTS} }}\n"
