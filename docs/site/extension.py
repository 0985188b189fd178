"""What the site needs of Sphinx beyond what it has: formulas as MathML, a language per page, docstrings as meant.

Not here: any page.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, Literal

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from docs.lab import live
from docs.site.languages import in_korean, own_pages
from docs.site.markdown import EXTRA

PREVIEW = "preview.png"  # what a link to a page shows where links have pictures
# What reStructuredText would read as markup where a docstring means the sign: |x|, *inputs, x_
MARKUP = re.compile(r"(?<!\\)([*|]|\b_(?=\W|$)|(?<=\w)_(?=\W|$))")
# The name of a function stands off from what is beside it, but not from a bracket or a sign: t log y, log(y), −log y.
NAME = r"(?<!<msup>)(?<!<msub>)<mi>[a-z]{2,}</mi>"
BEFORE_A_NAME = re.compile(rf"(</(?:mi|mn|msub|msup|mrow)>)(?={NAME})")
AFTER_A_NAME = re.compile(rf"({NAME})(?=<(?!mo\b|/))")
THIN_SPACE = '<mspace width="0.167em"></mspace>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("autodoc-process-docstring", _keep_signs, priority=400)  # before napoleon, which writes markup
    app.connect("html-page-context", _complete_head)
    app.connect("html-page-context", _complete_captions, priority=900)  # after the theme, which makes them
    app.connect("build-finished", _translate_theme)
    return {"parallel_read_safe": True}


def mathml(latex: str, display: Literal["inline", "block"] = "inline") -> str:
    """A formula, with the thin spaces that latex2mathml leaves out."""
    spaced = BEFORE_A_NAME.sub(rf"\1{THIN_SPACE}", convert(latex, display=display))
    return AFTER_A_NAME.sub(rf"\1{THIN_SPACE}", spaced)


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{mathml(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def _keep_signs(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Signs outside of `code` stand for themselves."""
    for number, line in enumerate(lines):
        pieces = line.split("`")
        pieces[::2] = [MARKUP.sub(r"\\\1", piece) for piece in pieces[::2]]
        lines[number] = "`".join(pieces)


def _complete_head(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    meta = context.get("meta") or {}
    context["language"] = meta.get("language", "en")
    _, *beside = app.builder.relations.get(page, (None, None, None))  # type: ignore[attr-defined]
    for way, other in zip(("prev", "next"), beside, strict=True):
        if other and app.env.metadata[other].get("language", "en") != context["language"]:
            context[way] = None
    policy = f'<meta http-equiv="Content-Security-Policy" content="{live.policy()}">' if meta.get("live") else ""
    picture = context["pathto"](PREVIEW, resource=True)
    context["metatags"] = (
        f"{policy}{context.get('metatags', '')}"
        f'<meta property="og:title" content="{html.escape(str(context.get("title", "")))}">'
        f'<meta property="og:image" content="{picture}"><meta name="twitter:card" content="summary_large_image">'
    )


def _complete_captions(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """A page lists the pages of its language; the captions in the list are headings, which need a level."""
    pages = str(context.get("furo_navigation_tree", ""))
    pages = own_pages(pages, context["language"], Path(app.srcdir) / EXTRA, context["pathto"])
    context["furo_navigation_tree"] = pages.replace('role="heading"', 'role="heading" aria-level="2"')


def _translate_theme(app: Sphinx, exception: Exception | None) -> None:
    """The theme has one language for the whole site."""
    for page, facts in app.env.metadata.items():
        path = Path(app.outdir) / f"{page}.html"
        if exception is None and facts.get("language") == "ko":
            path.write_text(in_korean(path.read_text("utf-8")), "utf-8")
