"""Break every rule of the table and the engine itself, one way at a time, and see that the tests notice each time.

    python -m tests.mutation            # all: some minutes
    python -m tests.mutation --quick    # every rule, a dozen ways to break the rest: about a minute

Prints a line per mutant that no test noticed, and how many were caught; the exit code is 1 if any was not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from autograd_core import TABLE, Operation
from tests.mutation.engine import engine_mutants
from tests.mutation.rules import effective_ways
from tests.mutation.running import ROOT, Mutant, MutantError, Result, failing_without_mutant, results, snapshot

TABLE_FILE = "autograd_core/operations.py"
PROPERTIES = "tests/autograd_core/test_operations.py"
QUICK_ENGINE_MUTANTS = 12


def rule_mutants(root: Path) -> list[Mutant]:
    """Every row of the table, broken in every way that changes something."""
    source = (root / TABLE_FILE).read_text("utf-8")
    return [_rule_mutant(source, row, way) for row in TABLE.values() for way in effective_ways(row)]


def _rule_mutant(source: str, row: Operation, way: str) -> Mutant:
    # at the end of the table's own module, so that whatever imports it finds the row broken
    broken = f"\nfrom tests.mutation.rules import break_row\n\nbreak_row(TABLE[{row.name!r}], {way!r})\n"
    claim = (
        "gradient_of_gradient_is_the_slope_of_the_rule"
        if "data" in way
        else "rule_is_the_slope_of_the_forward_function"
    )
    likely = (
        "tests/autograd_core/test_special_values.py" if "kink" in way else f"{PROPERTIES}::test_{claim}[{row.name}]"
    )
    return Mutant(f"{row.name}, {way}", TABLE_FILE, source + broken, (likely,))


def spread(mutants: Sequence[Mutant], count: int) -> list[Mutant]:
    """`count` of the mutants, evenly from the whole list; all if there are no more."""
    return [mutants[i * len(mutants) // count] for i in range(count)] if len(mutants) > count else list(mutants)


def selected(root: Path, options: argparse.Namespace) -> list[Mutant]:
    """The mutants that the command line asks for."""
    rules, engine = rule_mutants(root), engine_mutants(root)
    mutants = rules + (spread(engine, QUICK_ENGINE_MUTANTS) if options.quick else engine)
    return [mutant for mutant in mutants if options.only in f"{mutant.file} {mutant.name}"]


def tried(mutants: Sequence[Mutant], folder: Path, jobs: int) -> list[Result]:
    """Every mutant's result, with a line for each that is not simply caught."""
    found: list[Result] = []
    for result in results(mutants, folder, jobs):
        found.append(result)
        if result.verdict != "caught":
            print(f"{result.verdict}: {result.mutant.name}", flush=True)
        if sys.stderr.isatty():
            print(f"\r{len(found)} / {len(mutants)} ", end="", file=sys.stderr, flush=True)
    return found


def report(found: Sequence[Result], seconds: float) -> None:
    """Print what was caught, of the rules and of the rest."""
    for kind in ("rules", "engine"):
        of_kind = [result for result in found if (result.mutant.file == TABLE_FILE) == (kind == "rules")]
        verdicts = Counter(result.verdict for result in of_kind)
        print(f"{kind}: {len(of_kind) - verdicts['survived']} / {len(of_kind)}, {verdicts['timed out']} by time-out")
    caught = sum(result.verdict != "survived" for result in found)
    print(f"caught {caught} / total {len(found)} in {seconds:.0f} s")


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="Break the engine on purpose and see that the tests notice."
    )
    parser.add_argument("--quick", action="store_true", help="every rule, but only a dozen ways to break the rest")
    parser.add_argument("--only", default="", metavar="TEXT", help="the mutants whose file or name contains TEXT")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="mutants tried at a time (default: %(default)s)"
    )
    parser.add_argument("--list", action="store_true", help="print the mutants and try none")
    parser.add_argument("--killers", action="store_true", help="print which test caught which mutant")
    options = parser.parse_args()
    if options.jobs < 1:
        parser.error(f"--jobs must be at least 1, got {options.jobs}")
    return options


def main() -> int:
    """Run the command line; the exit code."""
    options = parsed_arguments()
    start = perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            mutants = selected(snapshot(ROOT, folder), options)
            if options.list:
                print("\n".join(mutant.name for mutant in mutants))
                return 0
            found = tried(mutants, folder, options.jobs)
            # a test that fails anyhow has caught nothing
            failing = failing_without_mutant({result.killer for result in found if result.killer}, folder)
        except MutantError as error:
            print(error, file=sys.stderr)
            return 2
    if options.killers:
        print("\n".join(f"{result.mutant.name}: {result.killer or result.verdict}" for result in found))
    report(found, perf_counter() - start)
    if failing:
        print(f"{failing} fails without any mutant too, so that it shows nothing; make it pass first", file=sys.stderr)
        return 2
    return int(any(result.verdict == "survived" for result in found))


if __name__ == "__main__":
    sys.exit(main())
