"""The command `python -m docs`: builds the whole site, or says what is wrong with its arguments."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from docs.lab.build import build_lab
from docs.lab.live import build_packages
from docs.lab.npm import LabError
from docs.playground import build_playground


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m docs",
        description="Build the site: the course, the gallery, the reference, the architecture and the lab, as pages "
        "that are read from disk without a network; or the lab, or the playground, alone; or packages such as NumPy "
        "for the live pages of a site that is there, which otherwise get them by network.",
    )
    parser.add_argument(
        "part",
        nargs="?",
        choices=("site", "lab", "playground", "packages"),
        default="site",
        help="what is built: %(default)s",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="of packages (default: all that the course uses)")
    parser.add_argument("--wheels", type=Path, metavar="DIR", help="downloaded wheels of the packages; no network then")
    parser.add_argument("--output", default=Path("site"), type=Path, metavar="DIR", help="its folder (default: site)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="notebooks run at a time (%(default)s)")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        parser.error(f"--jobs needs a positive number, got {options.jobs}")
    if options.part != "packages" and (options.names or options.wheels):
        parser.error(f"names and --wheels are those of packages, and {options.part} is built")
    if options.part in ("lab", "packages"):
        try:
            _build(options)
        except LabError as error:
            parser.exit(1, f"{parser.prog}: {error}\n")
    elif options.part == "playground":
        print(f"open {build_playground(options.output)}")
    else:
        from docs.site.build import build_site  # with Sphinx, which nothing else here needs

        print(f"open {build_site(options.output, jobs=options.jobs)}")


def _build(options: argparse.Namespace) -> None:
    if options.part == "lab":
        print(f"open {build_lab(options.output)}")
        return
    for path in build_packages(options.output, options.names, options.wheels):
        print(path)


if __name__ == "__main__":
    main()
