"""LatePage: a page whose still picture is drawn when it is asked for first, as by a notebook.

Not here: the pages (explore_page/, playground/).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from viz.picture import Picture
from viz.stepper_page.frame import framed
from viz.stepper_page.page import Page
from viz.text import printable


class LatePage(Page):
    """A page of which many are never shown beside their picture.

    Args:
        page: the whole page; it loads nothing.
        height: that it needs in a notebook, in pixels.
        still: draws the picture.
        kind: the class of its frame in a notebook.
        title: of the frame, for screen readers.
        told: what a terminal says of it.
    """

    _still: Callable[[], Picture]
    _kind: str
    _title: str
    _told: str

    def __init__(self, page: str, height: int, still: Callable[[], Picture], kind: str, title: str, told: str) -> None:
        fields = {"html": page, "height": height, "_still": still, "_kind": kind, "_title": title, "_told": told}
        for name, attribute in fields.items():
            object.__setattr__(self, name, attribute)  # a page is frozen

    @cached_property
    def picture(self) -> Picture:
        return self._still()

    def __repr__(self) -> str:
        return printable(self._told)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        still = self.picture._repr_mimebundle_()
        page = framed(self.html, still["text/html"], self._kind, self._title, self.height)
        return {**still, "text/html": page}
