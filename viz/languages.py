"""language(): in which language pictures, pages, verdicts and explanations are written.

Not here: what is said (autograd_core/words).
"""

from __future__ import annotations

import sys
import threading
from contextlib import AbstractContextManager
from typing import Any, overload

from autograd_core import words
from autograd_core.errors import one_of


class _Choice(AbstractContextManager[str, None]):
    """A language that was chosen; with `with`, until the end of the block."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._before = words.language.get()
        _choose(code)

    def __enter__(self) -> str:
        return self._code

    def __exit__(self, *error: object) -> None:
        _choose(self._before)

    def __repr__(self) -> str:
        return f"language({self._code!r})"

    def _ipython_display_(self) -> None:
        """Nothing: a cell that ends with the choice has no output."""


@overload
def language() -> str: ...
@overload
def language(code: str) -> AbstractContextManager[str, None]: ...
def language(code: str | None = None) -> str | AbstractContextManager[str, None]:
    """Choose the language of pictures, pages, verdicts and explanations; without an argument, the one that is chosen.

    `viz.language("ko")` chooses from here on, `with viz.language("ko"):` for a block. It holds in this thread or task,
    as context variables do; in a notebook, in the cells that follow. A picture stays in the language in which it was
    drawn. Reports of check_operation, roles, and errors about numbers that an operation refuses are in it too; other
    errors, and the names of functions and arguments, are English.

    Args:
        code: "en" or "ko", as `lang` of a web page has it.

    Returns:
        The code; of a choice, the context manager.

    Raises:
        ValueError: there is no such language.
    """
    if code is None:
        return words.language.get()
    return _Choice(one_of("a language", code, words.LANGUAGES))


def _choose(code: str) -> None:
    words.language.set(code)
    shell = _notebook()
    if shell is not None:
        _of_the_notebook.append(code)
        del _of_the_notebook[:-1]
        if _resume not in shell.events.callbacks["pre_run_cell"]:
            shell.events.register("pre_run_cell", _resume)


# A notebook's kernel may run each cell in a task of its own, which forgets what the cell has chosen.
_of_the_notebook: list[str] = []


def _resume(cell: object) -> None:
    words.language.set(_of_the_notebook[-1])


def _notebook() -> Any:
    """IPython's shell, where its cells are running."""
    if "IPython" not in sys.modules or threading.current_thread() is not threading.main_thread():
        return None
    return sys.modules["IPython"].get_ipython()
