"""A chromium that tests talk to through playwright-core. Not here: what the pages must do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.browser.conversation import Conversation

FOLDER = Path(__file__).parent
INSTALL = f"apt-get install -y chromium nodejs npm && npm install --prefix {FOLDER.relative_to(FOLDER.parents[1])}"
NO_ANSWERS: Mapping[str, Path] = MappingProxyType({})


def playwright_folder() -> Path:
    """Where playwright-core lies: $PLAYWRIGHT_CORE, or beside this file after `npm install`."""
    return Path(os.environ.get("PLAYWRIGHT_CORE") or FOLDER / "node_modules" / "playwright-core")


def missing() -> list[str]:
    """What of node, chromium and playwright-core this machine lacks."""
    programs = [name for name in ("node", "chromium") if shutil.which(name) is None]
    return programs + ([] if playwright_folder().is_dir() else ["playwright-core"])


class Browser:
    """One chromium; `open` a page, then use it. Every method waits until it is done."""

    def __init__(self) -> None:
        chromium = shutil.which("chromium") or "chromium"
        self._node = Conversation([str(FOLDER / "drive.cjs"), str(playwright_folder()), chromium])

    def _do(self, command: str, **given: Any) -> Any:
        reply = self._node.answer({"command": command, **given})
        assert "error" not in reply, reply["error"]
        return reply["answer"]

    def open(self, page: Path | str, link: str = "", answers: Mapping[str, Path] = NO_ANSWERS, **options: Any) -> None:
        """Show a file, or what is at an address, at `link`, such as "#step=2".

        There is no network: `answers` are files in the place of what is at some addresses. `options` are those of
        Playwright's browser context: viewport, colorScheme, reducedMotion.
        """
        url = page if isinstance(page, str) else page.as_uri()
        self._do("open", url=url + link, answers={key: str(path) for key, path in answers.items()}, options=options)

    def evaluate(self, code: str) -> Any:
        """The value of a JavaScript expression in the page."""
        return self._do("evaluate", code=code)

    def evaluate_inside(self, code: str) -> Any:
        """The value of a JavaScript expression in the first frame inside the page."""
        return self._do("evaluate_inside", code=code)

    def evaluate_in(self, frame: str, code: str) -> Any:
        """The value of a JavaScript expression in a frame, which a selector names."""
        return self._do("evaluate_in", frame=frame, code=code)

    def type_in(self, frame: str, selector: str, text: str, key: str = "", *, by_finger: bool = False) -> None:
        """Fill in, or choose in, a field of a frame, and press a key there."""
        self._do("type_in", frame=frame, selector=selector, text=text, key=key, isTouch=by_finger)

    def media(self, media: str) -> None:
        """What the page is shown on: "screen" or "print"."""
        self._do("media", media=media)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._do("press", key=key)

    def drag(self, selector: str, right: int, *, down: int = 0, by_finger: bool = False) -> None:
        """Press in the middle of an element, move so many pixels to the right, and down, and let go."""
        self._do("drag", selector=selector, right=right, down=down, isTouch=by_finger)

    def axe(self) -> list[str]:
        """What axe-core finds wrong: a line for each rule, and where it is broken. Open the page with bypassCSP."""
        script = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
        assert script.exists(), f"there is no axe-core: {INSTALL}"
        return list(self._do("axe", script=str(script)))

    def click(self, selector: str) -> None:
        self._do("click", selector=selector)

    def hover(self, selector: str) -> None:
        self._do("hover", selector=selector)

    def focus(self, selector: str) -> None:
        self._do("focus", selector=selector)

    def fill(self, selector: str, text: str) -> None:
        self._do("fill", selector=selector, text=text)

    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select element."""
        self._do("choose", selector=selector, value=value)

    def type(self, text: str) -> None:
        """Put text in where the focus is."""
        self._do("type", text=text)

    def upload(self, selector: str, path: Path) -> None:
        """Give a file to a file input."""
        self._do("upload", selector=selector, path=str(path))

    def download(self, selector: str) -> tuple[str, str]:
        """Name and text of the file that a click on an element saves."""
        name, text = self._do("download", selector=selector)
        return name, text

    def reload(self) -> None:
        self._do("reload")

    def wait_for(self, selector: str) -> None:
        """Wait until the page has such an element and shows it."""
        self._do("wait_for", selector=selector)

    def text(self, selector: str) -> str:
        return str(self._do("text", selector=selector))

    def texts(self, selector: str) -> list[str]:
        return list(self._do("texts", selector=selector))

    def accessible(self, selector: str) -> str:
        """The accessibility tree below an element, as Playwright writes it down."""
        return str(self._do("accessible", selector=selector))

    def screenshot(self, path: Path, *, full: bool = True) -> None:
        self._do("screenshot", path=str(path), full=full)

    def marks(self) -> dict[str, float]:
        """The marks that the page and its workers have set, in milliseconds since `open`."""
        return dict(self._do("marks"))

    def processor_time(self) -> float:
        """Seconds that the processors have spent on pages, since the browser started."""
        return float(self._do("processor_time"))

    def complaints(self) -> list[str]:
        """Errors on the console, exceptions, and dialogs since `open`."""
        return list(self._do("complaints"))

    def requests(self) -> list[str]:
        """The addresses asked for since `open`."""
        return list(self._do("requests"))

    def close(self) -> None:
        self._node.close()


def started() -> Browser:
    """A browser; where there can be none, an error that says what to install."""
    assert not missing(), f"the browser tests need {', '.join(missing())}: {INSTALL}"
    return Browser()
