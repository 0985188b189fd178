"""viz/README.md, the map of the package, names every file and folder, and none that is gone."""

import re
from pathlib import Path

VIZ = Path(__file__).parents[2] / "viz"
MAP = (VIZ / "README.md").read_text("utf-8")
UNMAPPED = {"__init__.py", "plots", "stepper_page"}  # tables of contents, and folders that have their own


def test_every_module_is_on_the_map() -> None:
    folders = {path.parent for path in VIZ.rglob("*.py")} - {VIZ}
    modules = {
        path.name for path in VIZ.rglob("*.py") if path.parent.name not in UNMAPPED and path.name not in UNMAPPED
    }
    formats = {path.name for path in (VIZ / "formats").glob("*.py")} - {"render.py", "bundled_dot.py"}
    named = set(re.findall(r"`(\w+\.py|\w+/)`", MAP))
    assert modules - formats <= named  # a module per format
    assert {f"{folder.name}/" for folder in folders} <= named


def test_everything_on_the_map_is_there() -> None:
    there = {path.name for path in VIZ.rglob("*.py")} | {f"{path.name}/" for path in VIZ.rglob("*") if path.is_dir()}
    assert set(re.findall(r"`(\w+\.py|\w+/)`", MAP)) <= there
