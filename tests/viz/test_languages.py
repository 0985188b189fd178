"""viz.language: what it changes, for how long, and for whom."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context

import pytest
from IPython.core.interactiveshell import InteractiveShell

import viz
from autograd_core import Value, explain
from autograd_core.words import words


def in_a_context_of_its_own(test: Callable[[], object]) -> object:
    """What a program of its own would see: a choice is forgotten at its end."""
    return copy_context().run(test)


def test_choice_holds_from_here_on() -> None:
    def program() -> list[str]:
        viz.language("ko")
        return [viz.language(), viz.draw(Value(1.0, "사과") * 2).title]

    assert in_a_context_of_its_own(program) == ["ko", "계산 그래프: 출력 = 2"]
    assert viz.language() == "en"


def test_block_ends_with_the_language_before_it() -> None:
    with viz.language("ko") as chosen:
        assert viz.language() == chosen == "ko"
        with viz.language("en"):
            assert words("table.value") == "value"
        assert words("table.value") == "값"
    assert viz.language() == "en"


def test_block_ends_after_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), viz.language("ko"):
        raise ZeroDivisionError
    assert viz.language() == "en"


def test_picture_stays_in_its_language() -> None:
    with viz.language("ko"):
        picture = viz.draw(Value(3.0, "x") ** 2)
    assert picture.title == "계산 그래프: 출력 = 9"
    assert '<html lang="ko">' in picture.page


def test_threads_and_tasks_choose_for_themselves() -> None:
    heard: dict[str, str] = {}
    everybody = threading.Barrier(2)

    def thread(code: str) -> None:
        viz.language(code)
        everybody.wait()
        heard[code] = words("table.value")

    threads = [threading.Thread(target=thread, args=[code]) for code in ("en", "ko")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    async def task(code: str) -> str:
        with viz.language(code):
            await asyncio.sleep(0)
            return words("table.value")

    async def both() -> list[str]:
        return await asyncio.gather(task("ko"), task("en"))

    assert heard == {"en": "value", "ko": "값"}
    assert asyncio.run(both()) == ["값", "value"]
    assert viz.language() == "en"


@pytest.mark.parametrize("code", ["kr", "KO", "", "한국어", 3])
def test_language_that_nobody_speaks_is_an_error_with_those_that_there_are(code: str) -> None:
    with pytest.raises(ValueError, match="a language is one of 'en', 'ko', got"):
        viz.language(code)
    assert viz.language() == "en"


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    shell.run_cell("import viz")
    yield shell
    shell.run_cell("viz.language('en')")
    InteractiveShell.clear_instance()


def test_choice_holds_in_the_cells_that_follow_though_each_is_a_task_of_its_own(shell: InteractiveShell) -> None:
    def cell(source: str) -> object:
        return copy_context().run(shell.run_cell, source).result

    shown = cell("viz.language('ko')")
    assert [repr(shown), cell("viz.language()")] == ["language('ko')", "ko"]
    cell("with viz.language('en'):\n    pass")
    assert cell("viz.language()") == "ko"
    assert viz.language() == "en"  # outside of the cells


def test_explanation_is_korean() -> None:
    x = Value(3.0, "x")
    with viz.language("ko"):
        said = str(explain(x * x + x, x))
    assert said.splitlines()[0] == "x.grad = 1 + 3 + 3 = 7 (3번 쓰였으므로 모두 더합니다)"
