"""What a page may do, as its own content security policy says it to the browser: run and show its own text, no more.

Not here: what is in the pages (picture.py, stepper_page/).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence


def policy(*, scripts: Sequence[str] = (), styles: Sequence[str] = ()) -> str:
    """The element for a page's head that forbids all but these scripts and style sheets, which stand in the page.

    Nothing is loaded from anywhere, and what a label smuggles in neither runs nor restyles the page.
    """
    allowed = [
        f"{kind}-src {' '.join(map(_digest, texts))}"
        for kind, texts in (("script", scripts), ("style", styles))
        if texts
    ]
    content = "; ".join(["default-src 'none'", *allowed])
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">'


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
