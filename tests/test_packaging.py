"""What a wheel and a source distribution of this checkout hold. Building them takes git, pip and a package index."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import autograd_core
from docs.architecture import PACKAGES
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# setuptools puts arguments of its own in place of sys.argv
BUILD = "import sys; from setuptools import build_meta as b; to = sys.argv[1]; b.build_wheel(to); b.build_sdist(to)"


class Built(NamedTuple):
    """The names in the wheel, the files of the checkout, and the unpacked source distribution."""

    wheel: list[str]
    checkout: set[str]
    unpacked: Path


def _run(*command: str, **options: Any) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, **options)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return str(finished.stdout)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both distributions, built from the files that git knows, as a fresh clone has them."""
    folder = tmp_path_factory.mktemp("distributions")
    source, backend, made = folder / "source", folder / "backend", folder / "made"
    checkout = set(_run("git", "ls-files", "-z", cwd=ROOT).split("\0")) - {""}
    for name in checkout:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    made.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(backend)]
    _run(*pip, *PROJECT["build-system"]["requires"])
    _run(sys.executable, "-c", BUILD, str(made), cwd=source, env={**os.environ, "PYTHONPATH": str(backend)})
    with zipfile.ZipFile(next(made.glob("*.whl"))) as wheel, tarfile.open(next(made.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder, filter="data")
        return Built(wheel.namelist(), checkout, folder / sdist.getnames()[0])


@pytest.mark.thorough
def test_wheel_installs_the_three_packages_and_nothing_else_at_top_level(built: Built) -> None:
    top = {name.partition("/")[0] for name in built.wheel}
    assert top == {*PACKAGES, f"autograd_core-{autograd_core.__version__}.dist-info"}


@pytest.mark.thorough
def test_wheel_holds_every_file_of_the_packages(built: Built) -> None:
    assert {name for name in built.checkout if name.startswith(PACKAGES)} <= set(built.wheel)


@pytest.mark.thorough
def test_source_distribution_holds_every_file_of_the_checkout(built: Built) -> None:
    held = {path.relative_to(built.unpacked).as_posix() for path in built.unpacked.rglob("*") if path.is_file()}
    assert {name for name in built.checkout - held if not name.rpartition("/")[2].startswith(".git")} == set()


@pytest.mark.thorough
def test_tests_run_from_the_source_distribution(built: Built) -> None:
    tests = ["tests/autograd_core/test_value.py", "tests/nn/test_module.py", "tests/viz/test_render.py"]
    _run(sys.executable, "-m", "pytest", "-n", "0", *tests, cwd=built.unpacked)


def test_constraints_pin_whatever_the_tests_install() -> None:
    installed = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["test"]
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in installed}
    lines = (ROOT / "tests" / "constraints.txt").read_text("utf-8").splitlines()
    assert {line.partition("==")[0] for line in lines if "==" in line and not line.startswith("#")} >= names


def test_part_that_runs_on_every_python_is_there() -> None:
    (listed,) = re.findall(
        r"^EVERYWHERE=\((.*?)^\)", (ROOT / ".ci" / "run").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert listed.split()
    assert [path for path in listed.split() if not (ROOT / path).exists()] == []
