"""The course on paper: the pages of a built site joined into one, and printed by a browser.

Not here: the pages (site/course.py), and what of a page is printed (site/static/site.css).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograd_core.files import write_whole

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PRINTED_WITHIN = 600  # seconds, a limit for a browser that hangs
HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
ARTICLE = re.compile(r'<article role="main"[^>]*>(.*?)</article>', re.DOTALL)
NOT_PRINTED = re.compile(r"<(iframe|script|search)\b.*?</\1>", re.DOTALL)
TO_TWIN = re.compile(r'<p><a class="[^"]*" href="(\d\d-[^"#]*)"><[^>]*>[^<]*<[^>]*></a></p>')
PAGES_OF_PAPER = (
    "<style>body { margin: 0 } article { max-width: none } article + article { break-before: page }</style>"
)


class PrintError(RuntimeError):
    """The course cannot be printed: there is no site, or no browser."""


def print_course(site: Path, file: Path, language: str = "en") -> Path:
    """Print the notebooks of a built site into one PDF, without their code.

    Args:
        site: the folder that `python -m docs` wrote.
        file: the PDF.
        language: that of the notebooks, "en" or "ko".

    Returns:
        The path of the PDF.

    Raises:
        PrintError: `site` has no course, there is no chromium or chrome on the PATH, or it prints nothing.
        OSError: `file` cannot be written.
    """
    course = site / "course"
    ending = "" if language == "en" else f".{language}"
    pages = [path for path in sorted(course.glob("[0-9][0-9]-*.html")) if Path(path.stem).suffix == ending]
    if not pages:
        raise PrintError(f"{site} has no course; build the site there: python -m docs --output {site}")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise PrintError(
            f"printing needs one of {', '.join(BROWSERS)} on the PATH, and none is there; install one, or print the "
            "pages from a browser of yours"
        )
    write_whole(file, _printed(browser, joined(pages), course))
    return file


def joined(pages: Sequence[Path]) -> str:
    """The HTML of pages as that of one, with what is printed of them; links between them lead to places in it."""
    texts = [path.read_text("utf-8") for path in pages]
    articles = []
    for path, text in zip(pages, texts, strict=True):
        content = TO_TWIN.sub("", NOT_PRINTED.sub("", "".join(ARTICLE.findall(text))))
        for other in pages:
            content = re.sub(rf'href="{re.escape(other.name)}(#[^"]*)?"', f'href="#{other.stem}"', content)
        articles.append(f'<article id="{path.stem}">{content}</article>')
    head = NOT_PRINTED.sub("", "".join(HEAD.findall(texts[0])))
    return f"<!doctype html><html>{head}<body>{PAGES_OF_PAPER}{''.join(articles)}</body></html>"


def _printed(browser: str, page: str, beside: Path) -> bytes:
    """The PDF of a page whose files lie as if it stood in the folder `beside`."""
    with tempfile.TemporaryDirectory() as work:
        source, output = Path(work) / "course.html", Path(work) / "course.pdf"
        base = f'<base href="{beside.resolve().as_uri()}/">'
        source.write_text(
            page.replace("<head>", f"<head>{base}", 1).replace('href="#', f'href="{source.as_uri()}#'), "utf-8"
        )
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--user-data-dir={work}/profile",
            f"--print-to-pdf={output}",
            source.as_uri(),
        ]
        if os.name == "posix" and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # root has none, and the page is ours
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=PRINTED_WITHIN, check=False).stderr
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrintError(f"{browser} prints nothing: {error}") from error
        if not output.exists():
            raise PrintError(f"{browser} prints nothing: {said.strip() or 'it says nothing either'}")
        return output.read_bytes()
