"""`python -m nn EXPERIMENT`: runs an experiment of the course and prints its figures beside the references.

Not here: the experiments (nn/experiments).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from autograd_core.console import command
from nn.experiments.experiment import Check, Experiment, Report, Settings
from nn.experiments.plots import CAN_PLOT, save_plots
from nn.experiments.registry import NAMES, experiment_named

DONE, FAILED, USAGE_ERROR = 0, 1, 2  # argparse itself ends with 2
NARROW = 1e-3  # bands that are narrower, relative to their middle, are a tolerance and shown as one


@command
def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for.

    Returns:
        0 when every figure lies in its band, 1 when one does not or plots cannot be written, 2 when what the command
        line asks for is not there.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.list:
        print(listing())
        return DONE
    if options.experiment is None:
        parser.print_help()
        return USAGE_ERROR
    try:
        experiment = experiment_named(options.experiment)
    except ValueError as error:
        print(f"{error}. `python -m nn --list` tells what they show.", file=sys.stderr)
        return USAGE_ERROR
    if experiment.needs and find_spec(experiment.needs) is None:
        print(f"{experiment.name} needs {experiment.needs}: pip install '.[experiments]'", file=sys.stderr)
        return USAGE_ERROR
    if options.compiled and not experiment.compiles:
        print(f"{experiment.name} cannot be compiled: {experiment.why_not}; leave --compiled out", file=sys.stderr)
        return USAGE_ERROR
    return _run(experiment, Settings(options.seed, options.epochs, compiled=options.compiled), options.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nn", description="Runs an experiment of the course.")
    parser.add_argument("experiment", nargs="?", help="its name; --list tells them")
    parser.add_argument("--list", action="store_true", help="what each experiment shows and how long it takes")
    parser.add_argument("--seed", type=_whole_number(0), help="run this seed alone")
    parser.add_argument("--epochs", type=_whole_number(1), help="train for so long, in the unit that --list names")
    parser.add_argument(
        "--compiled", action="store_true", help="train the networks as array programs; --list tells where"
    )
    parser.add_argument(
        "--output", type=Path, default=Path("pictures"), metavar="DIR", help="where plots go (default: pictures)"
    )
    return parser


class _whole_number:  # noqa: N801 - used like a function
    """An argparse type: a whole number of at least `lowest`."""

    def __init__(self, lowest: int) -> None:
        self.lowest = lowest

    def __call__(self, text: str) -> int:
        if not text.isdecimal() or int(text) < self.lowest:
            raise argparse.ArgumentTypeError(f"must be a whole number of at least {self.lowest}, got {text!r}")
        return int(text)


def listing() -> str:
    """What each experiment shows, how long it takes and what --epochs means to it."""
    lines = []
    for name in NAMES:
        experiment = experiment_named(name)
        lines.append(f"{name:<13} {experiment.shows}")
        epochs = f"--epochs: {experiment.epochs}" if experiment.epochs else "no training"
        needs = f"; needs {experiment.needs}" if experiment.needs else ""
        compiled = "; --compiled" if experiment.compiles else ""
        lines.append(f"{'':<13} {experiment.takes}; {epochs}{needs}{compiled} [{experiment.rows}]")
    return "\n".join(lines)


def _run(experiment: Experiment, settings: Settings, output: Path) -> int:
    print(f"{experiment.name}: {experiment.shows} ({experiment.takes})", flush=True)
    start = perf_counter()
    report = experiment.run(settings)
    print(result_table(report))
    for note in report.notes:
        print(note)
    try:
        saved = save_plots(report.plots, output)
    except OSError as error:
        reason = error.strerror or error
        print(f"plots cannot be written to {str(output)!r} ({reason}); choose another --output", file=sys.stderr)
        return FAILED
    for path in saved:
        print(f"saved {path}")
    if report.plots and not CAN_PLOT:
        print("no plots: they need matplotlib; pip install '.[plots]'")
    verdict = "every figure lies in its band" if report.holds else "a figure lies OUTSIDE its band"
    print(f"{verdict}; {perf_counter() - start:.1f} s")
    return DONE if report.holds else FAILED


def result_table(report: Report) -> str:
    """The figures, their references and bands, in aligned columns."""
    rows = [("", "figure", "reference", "accepted", "")]
    for check in report.checks:
        verdict = "" if check.holds else "OUTSIDE"
        rows.append((check.what, f"{check.figure:.10g}", check.reference, _band(check), verdict))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _band(check: Check) -> str:
    """The accepted band in words: a number, a number with its tolerance, or two ends."""
    if check.low == check.high:
        return f"{check.low:.10g}"
    middle, half = (check.low + check.high) / 2, (check.high - check.low) / 2
    if half < NARROW * abs(middle):
        return f"± {half:.0e}"
    return f"{check.low:.10g} to {check.high:.10g}"


if __name__ == "__main__":
    sys.exit(main())
