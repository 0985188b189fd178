"""A page in a notebook's output: in a frame of its own, in the place of a still picture. Not here: the pages."""

from __future__ import annotations

import html
from importlib.resources import files

# One picture and not two: on the screen the page, where scripts run; on paper, and elsewhere, the still picture.
STILL, REPLACED = "autograd-still", "autograd-replaced"


def framed(page: str, still: str, kind: str, title: str, height: int, attributes: str = "", scripts: str = "") -> str:
    """HTML of a page, and of the still picture for notebooks that are not trusted, and for paper.

    Args:
        page: the whole page.
        still: HTML of what stands there without it.
        kind: the class of its frame.
        title: of the frame, for screen readers.
        height: in pixels, until the page says how high it is.
        attributes: further ones of the frame, as markup.
        scripts: that host it; behind host.js and notebook.js.
    """
    styles = f"<style>@media print{{.{kind}{{display:none}}}}@media screen{{.{REPLACED}{{display:none}}}}</style>"
    # scripts run, but in an origin of their own: they reach neither the notebook nor its cookies
    frame = (
        f'<iframe class="{kind}" sandbox="allow-scripts" allow="fullscreen" {attributes}'
        f'title="{html.escape(title)}" width="100%" '
        f'height="{height}" style="border: 0" srcdoc="{html.escape(page)}"></iframe>'
    )
    hosts = scripts or f'takePlacesSoon("{kind}");\n'
    script = f"<script>(() => {{\n{_file('host.js')}{_file('notebook.js')}{hosts}}})();</script>"
    return f'{styles}<div class="{STILL}">{still}</div>\n{frame}{script}'


def _file(name: str) -> str:
    return files("viz.stepper_page").joinpath(name).read_text(encoding="utf-8")
