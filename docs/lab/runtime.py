"""What runs cells of the lab: in the browser's Python, and in CPython when the stored results of examples are made.

A cell is Python source. What it prints, shows and raises becomes entries, dictionaries that the page understands:

    {"kind": "text", "cell": 1, "text": "…"}                         printed
    {"kind": "show", "cell": 1, "html": "…", "text": "…"}            a value, as a notebook shows it
    {"kind": "error", "cell": 1, "name": …, "message": …, "line": 3, "lines": [[3, "1 / 0"]]}
    {"kind": "without", "cell": 1, "packages": "NumPy"}              imported, and not here
    {"kind": "needs", "cell": 1, "package": "NumPy"}                 the cell cannot run without

It stands on the standard library and autograd_core, so that the page can carry it. Not here: the page, how Python is
started and gets packages (page/python.worker.js), what stands in the place of a package (absent.py), and what the
editor tells of a call (hints.py).
"""

from __future__ import annotations

import ast
import builtins
import importlib
import io
import json
import linecache
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from types import CodeType, ModuleType
from typing import Any

from autograd_core.words import language, speaking
from docs.lab.absent import NAMES as PACKAGES
from docs.lab.absent import Absent
from docs.lab.hints import hint, keywords

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
        "nested": "calls or brackets stand inside each other deeper than Python in a page can go: is there an end?",
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
        "nested": "함수 호출이나 괄호가 페이지의 파이썬이 다루기에 너무 깊게 겹칩니다. 끝나는 조건이 있나요?",
        "memory": "페이지의 메모리가 가득 찼습니다. 그래프를 작게 하거나 파이썬을 다시 시작하세요",
        "stopped": "멈추었습니다",
    },
}


class Lab:
    """Cells that share their names, as in a notebook.

    Args:
        emit: what gets the entries, as they come.
        spoken: the language of what the lab says of its own.
        packages: by their import names, those that may still be brought. Where there are some, cells whose results are
            known go on without one that does not come.
    """

    def __init__(self, emit: Callable[[Entry], None], spoken: str = "en", packages: Iterable[str] = ()) -> None:
        self._emit = emit
        self.language, self._chosen = spoken, ""
        self._may_come = set(packages)
        self._absent = Absent(PACKAGES.keys() - self._may_come if self._may_come else ())
        self.module = ModuleType("__main__")
        self.module.__dict__["display"] = self.display
        self._cell = 0
        self._room = 0
        self._unsent = ""

    def run(self, cell: int, source: str) -> str | None:
        """Run a cell: its statements, and its last line's value is shown.

        Returns:
            The import name of a package that the cell needs and that may be brought: bring it, `settle` it, and run the
            cell again. None when the cell is through.
        """
        with speaking(self._chosen or self.language):
            before = language.get()
            try:
                return self._run(cell, source)
            finally:
                if language.get() != before:
                    self._chosen = language.get()  # by the cell, for those that follow

    def settle(self, package: str, is_here: bool) -> None:
        """A package has been brought, or cannot be."""
        self._may_come.discard(package)
        if not is_here:
            self._absent.add(package)

    def _run(self, cell: int, source: str) -> str | None:
        self._cell, self._room, self._unsent = cell, MOST_TEXT, ""
        name = f"<cell {cell}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        replaced = sys.stdout, sys.stderr, builtins.input, sys.modules.get("__main__")
        before = dict(self.module.__dict__)
        sys.stdout = sys.stderr = _Printed(self)  # type: ignore[assignment]
        builtins.input = self._refuse_to_wait
        sys.modules["__main__"] = self.module
        try:
            self._execute(source, name)
        except BaseException as error:  # whatever a cell raises is what the cell shows, exit() and its like too
            package = error.name.partition(".")[0] if isinstance(error, ModuleNotFoundError) and error.name else ""
            if package in self._may_come:
                self._unsent = ""
                return package
            self._send_text()
            self._emit({"cell": cell, **self._failed(error, source, name, before)})
        finally:
            sys.stdout, sys.stderr, builtins.input = replaced[:3]
            if replaced[3] is not None:
                sys.modules["__main__"] = replaced[3]
            self._send_text()
        return None

    def _execute(self, source: str, name: str) -> None:
        tree = ast.parse(source, name)
        if missing := self._absent.stand_in(tree, self.module.__dict__):
            self._emit({"kind": "without", "cell": self._cell, "packages": ", ".join(missing)})
        body, last = _compiled(tree, name, is_shown=not source.rstrip().endswith(";"))
        exec(body, self.module.__dict__)
        if last is None:
            return
        value = eval(last, self.module.__dict__)
        if value is not None:
            self.module.__dict__["_"] = value
            self.display(value)

    def _failed(self, error: BaseException, source: str, name: str, before: dict[str, Any]) -> Entry:
        """What the page is told: the error, or the package that the cell cannot do without."""
        if package := self._absent.cause(error, source, self.module.__dict__):
            self._absent.leave(package, source, self.module.__dict__, before)
            return {"kind": "needs", "package": PACKAGES.get(package, package)}
        return {"kind": "error", **self._told(error, name)}

    def display(self, *values: Any) -> None:
        """Show values as a notebook does."""
        for value in values:
            self._send_text()
            if hasattr(type(value), "_ipython_display_"):
                value._ipython_display_()
                continue
            self._emit({"kind": "show", "cell": self._cell, **_shown(value, self._say("cut", count=LONGEST_SHOWN))})

    def complete(self, text: str) -> list[str]:
        """How the name that `text` ends with may go on, by what the cells have defined. Nothing is called."""
        found = re.search(r"(\.?)((?:\w+\.)*)(\w*)$", text)
        unknown, path, start = found.groups() if found else ("", "", "")
        if unknown:  # an attribute of what would have to be computed
            return []
        names: Any = {**builtins.__dict__, **self.module.__dict__}
        given: list[str] = []
        if path:
            head, *rest = path.rstrip(".").split(".")
            owner = names.get(head)
            for attribute in rest:
                owner = vars(owner).get(attribute) if hasattr(owner, "__dict__") else None
            names = dir(owner) if owner is not None else ()
        elif imported := re.search(r"^\s*from\s+([\w.]+)\s+import\s.*\Z", text, re.MULTILINE):
            module = sys.modules.get(imported[1])
            names = getattr(module, "__all__", dir(module)) if module else ()
        elif re.search(r"[(,]\s*\w*$", text):
            given = [name for name in keywords(text, self.module.__dict__) if name.startswith(start)]
        fitting = sorted(name for name in names if name.startswith(start) and (start or not name.startswith("_")))
        return [*given, *fitting][:NAMES]

    def hint(self, text: str) -> dict[str, Any] | None:
        """The signature of the call in which `text` ends (hints.py)."""
        return hint(text, self.module.__dict__)

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
                return self._say("compiled" if package in PACKAGES else "missing", name=package)
            case FileNotFoundError(filename=str(name)):
                return self._say("file", name=name)
            case RecursionError(args=(str(message),)) if message.startswith("Stack overflow"):
                return self._say("nested")
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


def _compiled(tree: ast.Module, name: str, *, is_shown: bool) -> tuple[CodeType, CodeType | None]:
    """The statements, and the last one by itself where it is an expression whose value is shown."""
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and is_shown:
        tree.body.pop()
        return compile(tree, name, "exec"), compile(ast.Expression(last.value), name, "eval")
    return compile(tree, name, "exec"), None


def _shown(value: Any, cut: str) -> Entry:
    """A value's forms: its text always, and its markup where it has some."""
    text = repr(value)
    entry: Entry = {"text": text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}\n{cut}"}
    bundle = getattr(value, "_repr_mimebundle_", None)
    forms = bundle() if callable(bundle) else {}
    if isinstance(forms, tuple):  # with metadata
        forms = forms[0]
    html = forms.get("text/html") or (value._repr_html_() if hasattr(value, "_repr_html_") else None)
    if html:
        entry["html"] = html
    return entry


_LAB: list[Lab] = []


def begin(spoken: str, packages: str = "[]") -> None:
    """Start the lab of a page, or let it speak another language from now on; `packages` may be brought, as JSON."""
    if _LAB:
        _LAB[0].language = spoken
        return
    import lab_page  # the page's own module

    warnings.filterwarnings("ignore", message="tqdm:disabling monitor")  # a page has no threads to watch a bar with

    _LAB.append(Lab(lambda entry: lab_page.emit(json.dumps(entry)), spoken, json.loads(packages)))


def prepare() -> None:
    """Import what the first cell will most likely ask for, while somebody reads."""
    importlib.import_module("viz")


def run(cell: int, source: str) -> str | None:
    """Run a cell of the page."""
    import lab_page

    lab_page.protect()
    return _LAB[0].run(cell, source)


def settle(package: str, is_here: bool) -> None:
    """A package that a cell asked for is here, or cannot be."""
    _LAB[0].settle(package, is_here)


def complete(text: str) -> str:
    """Completions for the page, as JSON."""
    return json.dumps(_LAB[0].complete(text))


def hinted(text: str) -> str:
    """The signature for the page, as JSON."""
    return json.dumps(_LAB[0].hint(text))
