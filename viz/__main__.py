"""The command `python -m viz`: prices the shopping examples and shows the others of the course, as tables and pictures.

Not here: the examples (examples.py) and the pictures (picture.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograd_core import Value
from autograd_core.console import command, is_closed_pipe
from autograd_core.errors import one_of
from autograd_core.words import LANGUAGES, words
from viz.diagram import DIRECTIONS, WEIGHTS
from viz.drawing import draw
from viz.examples import EXAMPLES, summary
from viz.formats.render import RenderError
from viz.languages import language
from viz.motion import Animation, animate
from viz.motion.animation import FORMS as MOVING_FORMS
from viz.picture import AUTO, FORMS, Picture
from viz.rounding import required_digits
from viz.stepper_page import Page, stepper
from viz.text import printable
from viz.themes import THEMES

FORMATS = [suffix.removeprefix(".") for suffix in dict.fromkeys([*FORMS, *MOVING_FORMS])]

# Exit codes, as programs of this kind have them.
DONE, FAILED = 0, 1  # argparse itself ends with 2 when it is called wrongly


@command
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    names = options.examples or list(EXAMPLES)
    _check(parser, "an example", names, EXAMPLES)
    _check(parser, "a format", options.format, FORMATS)
    try:
        with language(options.language):
            if options.list:
                _list_examples()
            else:
                _show(names, options)
    except OSError as error:
        if is_closed_pipe(error):
            raise
        reason = error.strerror or error
        print(
            f"{parser.prog}: error: pictures cannot be written to {str(options.output)!r} ({reason}); "
            "choose another folder with --output",
            file=sys.stderr,
        )
        return FAILED
    except (RenderError, ImportError) as error:
        print(f"{parser.prog}: error: {error}", file=sys.stderr)
        return FAILED
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m viz",
        description="Show the course's examples as computational graphs: a table of forward values and gradients for "
        "each, and a picture with the values above the arrows and the gradients below them.",
        epilog="without arguments, all examples are shown and their pictures go to pictures/NAME.svg",
    )
    parser.add_argument("examples", nargs="*", metavar="NAME", help="an example, by its name; all when there is none")
    parser.add_argument("--list", action="store_true", help="list the names, a line each, and do nothing else")
    parser.add_argument(
        "--format",
        default=["svg"],
        type=lambda text: list(dict.fromkeys(part.strip().lower() for part in text.split(","))),
        help=f"file formats, separated by commas: {', '.join(FORMATS)} (default: svg)",
    )
    parser.add_argument(
        "--output",
        default=Path("pictures"),
        type=Path,
        metavar="DIR",
        help="the folder for the pictures (default: pictures)",
    )
    parser.add_argument(
        "--language", default="en", choices=LANGUAGES, help="of tables, pictures and pages (default: %(default)s)"
    )
    parser.add_argument("--animate", action="store_true", help="make the .svg move; a .gif always does")
    parser.add_argument("--digits", type=_digits, metavar="N", help="significant digits of the numbers on arrows")
    parser.add_argument(
        "--direction", choices=DIRECTIONS, default=DIRECTIONS[0], help="where values flow (default: %(default)s)"
    )
    parser.add_argument(
        "--weight", choices=WEIGHTS, help="make arrows as wide as these numbers (default: all equally wide)"
    )
    parser.add_argument(
        "--theme", default=AUTO, choices=[AUTO, *THEMES], help="the colours of the pictures (default: %(default)s)"
    )
    return parser


def _digits(text: str) -> int:
    """A whole number of at least 1.

    Raises:
        ValueError: it is none; argparse says so.
    """
    digits = required_digits(int(text))
    assert digits is not None
    return digits


def _check(parser: argparse.ArgumentParser, what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """End the program, with exit code 2, at the first of `given` that is not known."""
    try:
        for name in given:
            one_of(what, name, known)
    except ValueError as error:
        parser.error(str(error))


def _list_examples() -> None:
    width = max(map(len, EXAMPLES))
    for name in EXAMPLES:
        print(printable(f"{name:{width}}  {summary(name)}"))


def _show(names: Iterable[str], options: argparse.Namespace) -> None:
    options.output.mkdir(parents=True, exist_ok=True)
    for name in names:
        value = EXAMPLES[name]()
        picture = draw(
            value, theme=options.theme, weight=options.weight, digits=options.digits, direction=options.direction
        )
        print(printable(f"{name}: {summary(name)}\n\n{_indented(str(picture))}\n"))
        for each in options.format:
            shown = _shown(value, picture, each, options)
            path = shown.save(options.output / f"{name}.{each}")
            print(printable(f"  {words('example.picture', path=str(path))}"))
        print(flush=True)


def _shown(value: Value, picture: Picture, file_format: str, options: argparse.Namespace) -> Picture | Page | Animation:
    """What is written in a format: a page that steps through the graph, or an animation, where that is one's format."""
    if file_format == "html":
        return stepper(value, theme=options.theme)
    moves = file_format == "gif" or (file_format == "svg" and options.animate)
    return animate(value, theme=options.theme) if moves else picture


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
