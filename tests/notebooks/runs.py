"""One run of each notebook for all the tests of a process, and the answers that its exercises are given in it."""

import ast
import copy
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from notebooks import build
from notebooks.running import Run, Said, run

WRONG_ANSWERS = Path(__file__).parent / "wrong_answers"
OTHER = {ast.MatMult: ast.Mult}
OTHER |= {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Gt: ast.LtE, ast.Lt: ast.GtE}
OTHER |= {ast.GtE: ast.Lt, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And}

Wrong = tuple[int, str, str]  # the exercise's number, code that ends with its check, and words of its verdict


@cache
def result(source: Path) -> Run:
    """What came of a notebook, its exercises answered as `given` says."""
    return run(build.notebook(source), {number: [*answers] for number, answers in given(source).items()})


@cache
def given(source: Path) -> dict[int, list[str]]:
    """For each exercise: the printed solution, the wrong answers, and the solution with one thing changed in it."""
    wrong = wrong_answers(source)
    return {
        number: [solution, *(code for exercise, code, _ in wrong if exercise == number), *changed(solution)]
        for number, (solution,) in build.answers(source).items()
    }


def wrong_answers(source: Path) -> list[Wrong]:
    """Those that tests/notebooks/wrong_answers holds for a notebook; none where it has no file."""
    path = WRONG_ANSWERS / f"{source.name[:2]}.py"
    return list(runpy.run_path(str(path))["WRONG"]) if path.exists() else []


def judged(source: Path) -> Iterator[tuple[int, str, Said]]:
    """Each answer that was given: its exercise's number, its code, and what was said to it."""
    for number, answers in given(source).items():
        for answer, said in zip(answers, result(source).said[number], strict=True):
            yield number, answer, said


def changed(solution: str) -> list[str]:
    """The solution with one constant of its check another one, or, where it names none, one sign of its code."""
    tree = ast.parse(solution)
    check = [node for node in ast.walk(tree.body[-1]) if isinstance(node, ast.Constant)]
    if check:
        return [_with(tree, i, _other_constant) for i, node in enumerate(ast.walk(tree)) if node in check]
    return [_with(tree, i, _other_sign) for i, node in enumerate(ast.walk(tree)) if type(node) in OTHER]


def _with(tree: ast.Module, place: int, change: object) -> str:
    other = copy.deepcopy(tree)
    change([*ast.walk(other)], place)  # type: ignore[operator]
    return ast.unparse(other)


def _other_constant(nodes: list[ast.AST], place: int) -> None:
    node = nodes[place]
    assert isinstance(node, ast.Constant)
    value = node.value
    node.value = (
        not value if isinstance(value, bool) else value + "?" if isinstance(value, str) else 2 * value + 1  # type: ignore[operator]
    )


def _other_sign(nodes: list[ast.AST], place: int) -> None:
    for holder in nodes:
        for name, held in ast.iter_fields(holder):
            if held is nodes[place]:
                setattr(holder, name, OTHER[type(held)]())
            elif isinstance(held, list) and nodes[place] in held:
                setattr(holder, name, [OTHER[type(each)]() if each is nodes[place] else each for each in held])
