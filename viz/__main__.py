"""The command `python -m viz`: prices the shopping examples and shows the others of the course, as tables and pictures.

Not here: the examples (examples.py) and the pictures (picture.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograd_core import GraphError, Value, topological_order
from autograd_core.console import command, is_closed_pipe
from autograd_core.errors import one_of
from autograd_core.notation import SIGNIFICANT_DIGITS
from autograd_core.words import LANGUAGES, words
from viz.diagram import DIRECTIONS, WEIGHTS
from viz.drawing import draw
from viz.examples import EXAMPLES, summary
from viz.formats.render import RenderError
from viz.languages import language
from viz.large_graphs import FOLDS
from viz.motion import Animation, animate
from viz.motion.animation import FORMS as MOVING_FORMS
from viz.networks import draw_network
from viz.picture import AUTO, FORMS, Picture
from viz.rounding import required_digits
from viz.stepper_page import Page, stepper
from viz.text import printable
from viz.themes import THEMES
from viz.why import why

FORMATS = [suffix.removeprefix(".") for suffix in dict.fromkeys([*FORMS, *MOVING_FORMS])]
LOOKS = ("weight", "digits", "direction", "fold")
# What is drawn: an option, empty for the graph -> the looks that it can have.
KINDS: dict[str, tuple[str, ...]] = {"": LOOKS, "animate": (), "network": ("weight",), "unit": (), "why": ()}
DESCRIPTION = """\
Shows the examples of the course as computational graphs: of each a table of its
values and gradients, and a picture with the values that flow forward above the
arrows, the gradients that flow back below them."""
EPILOG = """\
examples:
  python -m viz                                         all: pictures/NAME.svg
  python -m viz apples-and-oranges --weight gradient    the bill as a river
  python -m viz apples-and-oranges --why "apple price"  why its gradient is 2.2
  python -m viz two-layers --network --format png,tex   for slides and a paper
  python -m viz chain-rule --animate --format svg,gif   both passes as a loop"""

# Exit codes, as programs of this kind have them.
DONE, FAILED = 0, 1  # argparse itself ends with 2 when it is called wrongly


@command
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    names = options.examples or list(EXAMPLES)
    _check(parser, options, names)
    try:
        with language(options.language):
            if options.list:
                _list_examples()
            else:
                _show(parser, names, options)
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
        usage="%(prog)s [NAME ...] [options]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("examples", nargs="*", metavar="NAME", help="an example, by its name; without one, all")
    parser.add_argument("--list", action="store_true", help="list the examples, a line each, and do nothing else")
    files = parser.add_argument_group("files")
    files.add_argument(
        "--format",
        default=["svg"],
        type=_parts,
        metavar="SUFFIX",
        help=f"one or several of {', '.join(FORMATS)}, separated by commas (default: svg); html is a page that "
        "steps through both passes (with --network, --unit or --why one that shows the picture), and a gif moves",
    )
    files.add_argument(
        "--output", default=Path("pictures"), type=Path, metavar="DIR", help="their folder (default: pictures)"
    )
    kinds = parser.add_argument_group("what is drawn, in place of the graph").add_mutually_exclusive_group()
    kinds.add_argument("--animate", action="store_true", help="both passes as a loop, as svg, gif or png")
    kinds.add_argument(
        "--network", action="store_true", help="a network as layers of circles, its weights as lines between them"
    )
    kinds.add_argument("--unit", metavar="PATH", help="one unit of a network as its graph, such as 'layer 1/neuron 2'")
    kinds.add_argument(
        "--why", metavar="NODE", help="the ways from an input or a named step to the output, and the factors of each"
    )
    looks = parser.add_argument_group("how it is drawn")
    looks.add_argument("--theme", default=AUTO, choices=[AUTO, *THEMES], help="the colours (default: %(default)s)")
    looks.add_argument(
        "--language", default="en", choices=LANGUAGES, help="of tables, pictures and pages (default: %(default)s)"
    )
    looks.add_argument("--weight", choices=WEIGHTS, help="arrows, or the lines of a network, as wide as these numbers")
    looks.add_argument(
        "--digits", type=_digits, metavar="N", help="significant digits of the numbers on arrows, 1 to 6"
    )
    looks.add_argument("--direction", choices=DIRECTIONS, help="where values flow (default: right)")
    looks.add_argument("--fold", choices=FOLDS, help="what is drawn as one (default: auto, as little as can be read)")
    return parser


def _parts(text: str) -> list[str]:
    """The parts between commas, each once."""
    return list(dict.fromkeys(part.strip().lower() for part in text.split(",")))


def _digits(text: str) -> int:
    """A whole number from 1 to 6.

    Raises:
        ArgumentTypeError: it is none; argparse says so.
    """
    try:
        digits = required_digits(int(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {SIGNIFICANT_DIGITS}, got {text!r}") from error
    assert digits is not None
    return digits


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace, names: Iterable[str]) -> None:
    """End the program, with exit code 2, at the first thing that is not known or does not go with another."""
    try:
        for what, given, known in (("an example", names, EXAMPLES), ("a format", options.format, FORMATS)):
            for name in given:
                one_of(what, name, known)
    except ValueError as error:
        parser.error(str(error))
    kind = _kind(options)
    looks = [look for look in LOOKS if getattr(options, look) is not None]
    for look in looks:
        if look not in KINDS[kind]:
            parser.error(f"--{look} is no option of --{kind}; leave one of them out")
    if kind == "animate" and (still := [each for each in options.format if f".{each}" not in MOVING_FORMS]):
        moving = ", ".join(suffix.removeprefix(".") for suffix in MOVING_FORMS)
        parser.error(f"--animate is written as one of {moving}, got {still[0]!r}; choose one of these, or leave it out")
    if "html" in options.format and not kind and (still := [look for look in looks if look != "weight"]):
        parser.error(
            f"html is a page that steps through both passes, and --{still[0]} is for still pictures; leave it out, or "
            "choose another --format"
        )
    if "gif" in options.format and (still := [each for each in (kind, *looks) if each not in ("", "animate")]):
        parser.error(f"a gif moves, and --{still[0]} is for still pictures; leave it out, or choose another --format")


def _kind(options: argparse.Namespace) -> str:
    """What is drawn in place of the graph; empty for the graph itself."""
    return next((kind for kind in KINDS if kind and getattr(options, kind)), "")


def _list_examples() -> None:
    width = max(map(len, EXAMPLES))
    for name in EXAMPLES:
        print(printable(f"{name:{width}}  {summary(name)}"))


def _show(parser: argparse.ArgumentParser, names: Iterable[str], options: argparse.Namespace) -> None:
    for name in names:
        value = EXAMPLES[name]()
        try:
            picture = _drawn(value, options)
        except (ValueError, GraphError) as error:
            # an example that has no such node, no such unit or no network
            parser.error(f"{name}: {error}")
        options.output.mkdir(parents=True, exist_ok=True)
        print(printable(f"{name}: {summary(name)}\n\n{_indented(str(picture))}\n"))
        for each in options.format:
            shown = _shown(value, picture, each, options)
            path = shown.save(options.output / f"{name}.{each}")
            print(printable(f"  {words('example.picture', path=str(path))}"))
        print(flush=True)


def _drawn(value: Value, options: argparse.Namespace) -> Picture:
    """The picture.

    Raises:
        ValueError, GraphError: this graph has nothing of the kind.
    """
    if options.why:
        named = {node.label: node for node in topological_order(value) if node.label and node is not value}
        return why(value, named[one_of("a node", options.why, named)], theme=options.theme)
    looks = {look: getattr(options, look) for look in LOOKS if getattr(options, look) is not None}
    if options.network or options.unit:
        return draw_network(value, unit=options.unit, theme=options.theme, **looks)
    return draw(value, theme=options.theme, **looks)


def _shown(value: Value, picture: Picture, file_format: str, options: argparse.Namespace) -> Picture | Page | Animation:
    """What is written in a format: the picture, an animation, or a page that steps through the graph."""
    if file_format == "gif" or (options.animate and f".{file_format}" in MOVING_FORMS):
        return animate(value, theme=options.theme)
    if file_format == "html" and not _kind(options):
        return stepper(value, weight=options.weight, theme=options.theme)
    return picture


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
