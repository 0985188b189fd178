"""The command `python -m docs`: builds the whole site, or says what is wrong with its arguments."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from docs.course_pdf import PrintError, print_course
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
        "for the live pages of a site that is there, which otherwise get them by network. course-pdf prints the course "
        "of a site that is there, without its code.",
    )
    parser.add_argument(
        "part",
        nargs="?",
        choices=("site", "lab", "playground", "packages", "course-pdf"),
        default="site",
        help="what is built: %(default)s",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="of packages (default: all that the course uses)")
    parser.add_argument("--wheels", type=Path, metavar="DIR", help="downloaded wheels of the packages; no network then")
    parser.add_argument("--output", type=Path, help="its folder (default: site), or the PDF (default: course.pdf)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="notebooks run at a time (%(default)s)")
    parser.add_argument(
        "--site", type=Path, default=Path("site"), help="the site whose course is printed (%(default)s)"
    )
    parser.add_argument("--language", choices=("en", "ko"), default="en", help="of what is printed (%(default)s)")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        parser.error(f"--jobs needs a positive number, got {options.jobs}")
    if options.part != "packages" and (options.names or options.wheels):
        parser.error(f"names and --wheels are those of packages, and {options.part} is built")
    options.output = options.output or Path("course.pdf" if options.part == "course-pdf" else "site")
    try:
        _build(options)
    except (LabError, PrintError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


def _build(options: argparse.Namespace) -> None:
    if options.part == "packages":
        for path in build_packages(options.output, options.names, options.wheels):
            print(path)
        return
    if options.part == "lab":
        made = build_lab(options.output)
    elif options.part == "playground":
        made = build_playground(options.output)
    elif options.part == "course-pdf":
        made = print_course(options.site, options.output, options.language)
    else:
        from docs.site.build import build_site  # with Sphinx, which nothing else here needs

        made = build_site(options.output, jobs=options.jobs)
    print(f"open {made}")


if __name__ == "__main__":
    main()
