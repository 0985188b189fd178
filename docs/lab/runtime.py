"""What runs cells of the lab: in the browser's Python, and in CPython when the stored results of examples are made.

A cell is Python source. What it prints, shows and raises becomes entries, dictionaries that the page understands:

    {"kind": "text", "cell": 1, "text": "…"}                         printed
    {"kind": "show", "cell": 1, "html": "…", "text": "…", "page": …}  a value, as a notebook shows it
    {"kind": "error", "cell": 1, "name": …, "message": …, "line": 3, "lines": [[3, "1 / 0"]]}

It stands alone, so that the page can carry it. Not here: the page, and how Python is started (page/worker.js).
"""

from __future__ import annotations

import ast
import builtins
import io
import json
import linecache
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from autograd_core.words import speaking

MOST_TEXT = 100_000  # characters that a cell may print; a page with more is slow
LONGEST_SHOWN = 20_000  # characters of a value's text
MOST_LINES = 8  # of one's own in an error; a recursion has a thousand
SLICE = 400  # characters that are sent to the page at once, at least, while a cell runs
NAMES = 60  # completions that are offered

Entry = dict[str, Any]

SENTENCES = {
    "en": {
        "cut": "… more than {count} characters: the rest is not shown",
        "input": "a cell cannot wait for an answer: write the value into the code, as x = 3",
        "missing": "there is no module {name!r} in this page: it has Python's own modules, autograd_core, viz and nn",
        "compiled": "{name} is compiled for a computer and cannot run in this page; "
        "what needs it runs where Python is installed: pip install {name}",
        "file": "there is no file {name!r} here: a page cannot read the disk; "
        "what a cell writes stays until Python starts anew",
        "deep": "functions call each other more than {count} deep: is there an end to it?",
        "memory": "the page's memory is full: make the graph smaller, or start Python anew",
        "stopped": "stopped",
    },
    "ko": {
        "cut": "… {count}자가 넘어서 나머지는 보여 주지 않습니다",
        "input": "셀은 대답을 기다릴 수 없습니다. x = 3처럼 값을 코드에 쓰세요",
        "missing": "이 페이지에는 {name!r} 모듈이 없습니다. 파이썬의 기본 모듈과 autograd_core, viz, nn이 있습니다",
        "compiled": "{name}은(는) 컴퓨터용으로 컴파일된 것이라 이 페이지에서 실행할 수 없습니다. "
        "파이썬을 설치한 곳에서는 됩니다: pip install {name}",
        "file": "{name!r} 파일이 없습니다. 페이지는 디스크를 읽을 수 없고, "
        "셀이 쓴 것은 파이썬을 다시 시작할 때까지 남습니다",
        "deep": "함수가 서로를 {count}번보다 깊게 부릅니다. 끝나는 조건이 있나요?",
        "memory": "페이지의 메모리가 가득 찼습니다. 그래프를 작게 하거나 파이썬을 다시 시작하세요",
        "stopped": "멈추었습니다",
    },
}
COMPILED = frozenset(("jax", "matplotlib", "numba", "numpy", "pandas", "scipy", "sklearn", "torch"))


class Lab:
    """Cells that share their names, as in a notebook.

    Args:
        emit: what gets the entries, as they come.
        language: of what the lab says of its own.
    """

    def __init__(self, emit: Callable[[Entry], None], language: str = "en") -> None:
        self._emit = emit
        self.language = language
        self.module = ModuleType("__main__")
        self.module.__dict__["display"] = self.display
        self._cell = 0
        self._room = 0
        self._unsent = ""

    def run(self, cell: int, source: str) -> None:
        """Run a cell: its statements, and its last line's value is shown."""
        with speaking(self.language):
            self._run(cell, source)

    def _run(self, cell: int, source: str) -> None:
        self._cell, self._room, self._unsent = cell, MOST_TEXT, ""
        name = f"<cell {cell}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        replaced = sys.stdout, sys.stderr, builtins.input, sys.modules.get("__main__")
        sys.stdout = sys.stderr = _Printed(self)  # type: ignore[assignment]
        builtins.input = self._refuse_to_wait
        sys.modules["__main__"] = self.module
        try:
            body, last = _compiled(source, name)
            exec(body, self.module.__dict__)
            if last is not None:
                value = eval(last, self.module.__dict__)
                if value is not None:
                    self.module.__dict__["_"] = value
                    self.display(value)
        except BaseException as error:  # whatever a cell raises is what the cell shows, exit() and its like too
            self._send_text()
            self._emit({"kind": "error", "cell": cell, **self._told(error, name)})
        finally:
            sys.stdout, sys.stderr, builtins.input = replaced[:3]
            if replaced[3] is not None:
                sys.modules["__main__"] = replaced[3]
            self._send_text()

    def display(self, *values: Any) -> None:
        """Show values as a notebook does."""
        for value in values:
            self._send_text()
            self._emit({"kind": "show", "cell": self._cell, **_shown(value, self._say("cut", count=LONGEST_SHOWN))})

    def complete(self, text: str) -> list[str]:
        """How the name that `text` ends with may go on, by what the cells have defined. Nothing is called."""
        found = re.search(r"((?:\w+\.)*)(\w*)$", text)
        path, start = found.groups() if found else ("", "")
        names: Any = {**builtins.__dict__, **self.module.__dict__}
        if path:
            head, *rest = path.rstrip(".").split(".")
            owner = names.get(head)
            for attribute in rest:
                owner = vars(owner).get(attribute) if hasattr(owner, "__dict__") else None
            names = dir(owner) if owner is not None else ()
        fitting = sorted(name for name in names if name.startswith(start) and (start or not name.startswith("_")))
        return fitting[:NAMES]

    def print(self, text: str) -> None:
        """Take what a cell prints; more than MOST_TEXT is left out, and said so once."""
        if self._room <= 0:
            return
        self._unsent += text[: self._room]
        self._room -= len(text)
        if self._room <= 0:
            self._unsent += "\n" + self._say("cut", count=MOST_TEXT)
        if len(self._unsent) >= SLICE:
            self._send_text()

    def _send_text(self) -> None:
        if self._unsent:
            text, self._unsent = self._unsent, ""
            self._emit({"kind": "text", "cell": self._cell, "text": text})

    def _say(self, key: str, **fields: Any) -> str:
        return SENTENCES[self.language][key].format(
            **{k: f"{v:,}" if isinstance(v, int) else v for k, v in fields.items()}
        )

    def _refuse_to_wait(self, *_: object) -> str:
        raise EOFError(self._say("input"))

    def _told(self, error: BaseException, name: str) -> Entry:
        """What a beginner needs of an error: the sentence, and the lines of one's own that led to it."""
        if isinstance(error, SyntaxError) and error.filename == name:
            lines = [[error.lineno or 1, (error.text or "").rstrip("\n")]]
        else:
            frames = [
                frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<cell ")
            ]
            own = [frame for frame in frames if frame.filename == name] or frames
            # a comprehension has a frame of its own on the same line
            lines = [list(line) for line in dict.fromkeys((frame.lineno or 1, frame.line or "") for frame in own)]
        told = {"name": type(error).__name__, "message": self._sentence(error)}
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES // 2], *lines[-MOST_LINES // 2 :]]
        return {**told, "line": lines[-1][0] if lines else None, "lines": lines}

    def _sentence(self, error: BaseException) -> str:
        match error:
            case ModuleNotFoundError(name=str(name)):
                package = name.partition(".")[0]
                return self._say("compiled" if package in COMPILED else "missing", name=package)
            case FileNotFoundError(filename=str(name)):
                return self._say("file", name=name)
            case RecursionError():
                return self._say("deep", count=sys.getrecursionlimit())
            case MemoryError():
                return self._say("memory")
            case SyntaxError(msg=str(message)):
                return message
            case KeyError() | BaseException(args=()):
                return "".join(traceback.format_exception_only(error)).strip()
        return str(error)


class _Printed(io.TextIOBase):
    """What print writes to."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def write(self, text: str) -> int:
        self._lab.print(text)
        return len(text)

    def writable(self) -> bool:
        return True


def _compiled(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """The statements, and the last one by itself where it is an expression that is not ended by a semicolon."""
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and not source.rstrip().endswith(";"):
        tree.body.pop()
        return compile(tree, name, "exec"), compile(ast.Expression(last.value), name, "eval")
    return compile(tree, name, "exec"), None


def _shown(value: Any, cut: str) -> Entry:
    """A value's forms: its text always, and as a page of its own or a picture where it has one."""
    text = repr(value)
    entry: Entry = {"text": text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}\n{cut}"}
    bundle = getattr(value, "_repr_mimebundle_", None)
    forms = bundle() if callable(bundle) else {}
    if isinstance(forms, tuple):  # with metadata
        forms = forms[0]
    if isinstance(getattr(value, "html", None), str) and isinstance(getattr(value, "height", None), int):
        return {**entry, "page": value.html, "height": value.height}  # a page to step through
    html = forms.get("text/html") or (value._repr_html_() if hasattr(value, "_repr_html_") else None)
    if html:
        entry["html"] = html
    return entry


_LAB: list[Lab] = []


def begin(language: str) -> None:
    """Start the lab of a page, or let it speak another language from now on."""
    if _LAB:
        _LAB[0].language = language
        return
    import lab_page  # the page's own module

    warnings.filterwarnings("ignore", message="tqdm:disabling monitor")  # a page has no threads to watch a bar with

    _LAB.append(Lab(lambda entry: lab_page.emit(json.dumps(entry)), language))


def run(cell: int, source: str) -> None:
    """Run a cell of the page."""
    _LAB[0].run(cell, source)


def complete(text: str) -> str:
    """Completions for the page, as JSON."""
    return json.dumps(_LAB[0].complete(text))
