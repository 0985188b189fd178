"""`python -m docs packages`: wheels become files that a page from disk loads, all of them or none."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.__main__ import main
from docs.lab import live, wheels
from docs.lab.npm import LabError
from docs.lab.packing import packed
from docs.lab.wheels import bring_wheels

CONTENTS = {"arrays": b"a wheel of arrays", "plots": b"a wheel of plots", "other": b"another"}
NEEDS = {"plots": ["arrays"]}


def file(name: str) -> str:
    return f"{name}-1-none-any.whl"


def entry(name: str) -> dict[str, Any]:
    sha256 = hashlib.sha256(CONTENTS[name]).hexdigest()
    return {"name": name, "file_name": file(name), "sha256": sha256, "depends": NEEDS.get(name, [])}


@pytest.fixture(autouse=True)
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels, which is the distribution's address, too."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / file(name)).write_bytes(content)
    monkeypatch.setattr(wheels, "distributed", lambda: {name: entry(name) for name in CONTENTS})
    monkeypatch.setattr(wheels, "distribution", lambda: f"{folder.as_uri()}/")
    monkeypatch.setattr(live, "bring_packages", lambda: None)
    return folder


@pytest.fixture(params=["folder", "network"])
def bring(request: pytest.FixtureRequest, source: Path, tmp_path: Path) -> Callable[..., list[Path]]:
    given = source if request.param == "folder" else None
    return lambda *names: bring_wheels(names, tmp_path / "site", given)


def test_a_package_comes_with_what_it_needs(bring: Callable[..., list[Path]]) -> None:
    assert {path.name for path in bring("plots")} == {f"{file('plots')}.js", f"{file('arrays')}.js"}


def test_without_names_all_come_as_scripts_that_give_the_wheel(bring: Callable[..., list[Path]]) -> None:
    written = bring()
    assert len(written) == len(CONTENTS)
    for path, content in zip(written, CONTENTS.values(), strict=True):
        assert path.read_text("utf-8") == f'autogradPart("{path.name[:-3]}","{packed(content)}");\n'


def test_what_is_wrong_is_said_and_nothing_is_written(
    bring: Callable[..., list[Path]], source: Path, tmp_path: Path
) -> None:
    with pytest.raises(LabError, match=r"no package 'pandas' .* they use arrays, plots, other"):
        bring("plots", "pandas")
    (source / file("arrays")).write_bytes(b"damaged")
    with pytest.raises(LabError, match=f"{file('arrays')} is not that of Pyodide: its SHA-256 is"):
        bring("plots")
    (source / file("arrays")).unlink()
    with pytest.raises(LabError, match=r"there is no arrays|does not answer \(.*--wheels"):
        bring("plots")
    assert not (tmp_path / "site").exists()


def test_the_command_says_what_it_wrote_or_what_is_wrong(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "site"
    main(["packages", "arrays", "--output", str(output), "--wheels", str(source)])
    assert capsys.readouterr().out == f"{output / 'packages' / file('arrays')}.js\n"
    wrong = {"no package 'pandas'": ["packages", "pandas"], "are those of packages": ["lab", "arrays"]}
    for said, arguments in wrong.items():
        with pytest.raises(SystemExit):
            main([*arguments, "--output", str(output)])
        assert said in capsys.readouterr().err
