"""Command lines at any terminal: neither a character that it lacks nor a reader that leaves is an error.

Not here: the commands (viz/__main__.py, nn/__main__.py).
"""

from __future__ import annotations

import errno
import functools
import io
import os
import sys
from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")
READER_LEFT = 1  # exit code


def command(main: Callable[P, int]) -> Callable[P, int]:
    """`main`, which prints and returns an exit code, at any terminal.

    A character that the terminal lacks is printed as "?". A reader that has seen enough (`| head`) ends the command
    without a word.
    """

    @functools.wraps(main)
    def run(*arguments: P.args, **options: P.kwargs) -> int:
        try:
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="replace")
            code = main(*arguments, **options)
            sys.stdout.flush()
        except OSError as error:
            if not is_closed_pipe(error):
                raise
            # without this Python complains once more when it closes stdout
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return READER_LEFT
        return code

    return run


def is_closed_pipe(error: OSError) -> bool:
    """Whether it says that nobody reads what is written. Windows then says "invalid argument", of no file."""
    return isinstance(error, BrokenPipeError) or (error.errno == errno.EINVAL and error.filename is None)
