"""How long the lab takes from opening its file until Python is ready: `python -m benchmarks.lab [LAB.HTML]`.

The file is opened several times, from a warm disk. A busy machine troubles the clock but hardly the seconds that the
processors spend on the page, those of the compilers of WebAssembly that work beside it among them. Not here: what
the marks stand for (docs/lab/page/python.worker.js).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from docs.lab.build import build_lab
from tests.browser.browser import Browser, started

OPTIONS = {"viewport": {"width": 1440, "height": 900}, "offline": True}


def opened(browser: Browser, lab: Path) -> dict[str, float]:
    """Seconds by the clock until each mark and until Python was ready, and seconds of the processors until then."""
    browser.open(lab, **OPTIONS)
    browser.wait_for("html[data-ready]")
    spent = browser.processor_time()
    marks = browser.marks() | {"ready": float(browser.evaluate("document.documentElement.dataset.ready"))}
    return {name: at / 1000 for name, at in marks.items()} | {"processors": spent}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lab", description=__doc__.splitlines()[0])
    parser.add_argument("lab", nargs="?", type=Path, help="a file that was built before (default: it is built)")
    parser.add_argument("--turns", type=int, default=5, help="how often it is opened (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = (options.lab or build_lab(Path(folder))).resolve()
        runs = []
        for _ in range(options.turns + 1):  # the first warms the disk
            browser = started()
            runs.append(opened(browser, lab))
            browser.close()
        print(f"{lab.stat().st_size / 1e6:.2f} MB; seconds, the least of {options.turns}")
    for name in runs[0]:
        print(f"{min(run[name] for run in runs[1:]):6.2f}  {name}")


if __name__ == "__main__":
    main()
