"""Packages that are not here: what stands in their place in cells whose results are known from elsewhere.

A cell that imports such a package goes on; a cell that uses what came of it cannot, and neither can one that uses what
such a cell would have made. Not here: how cells run (runtime.py), how packages are brought (page/python.worker.js).
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Mapping
from types import FunctionType, ModuleType
from typing import Any, NoReturn

# By import name, as people call it: what is compiled for a computer, or belongs to notebooks.
NAMES = {
    "IPython": "IPython",
    "hypothesis": "hypothesis",
    "jax": "JAX",
    "matplotlib": "matplotlib",
    "numba": "Numba",
    "numpy": "NumPy",
    "onnx": "ONNX",
    "pandas": "pandas",
    "scipy": "SciPy",
    "sklearn": "scikit-learn",
    "torch": "PyTorch",
}


class MissingPackageError(ImportError):
    """Something of a package that is not here was used; `name` is its import name."""


class StandIn:
    """In the place of what a package would have given: every use says which package is needed."""

    def __init__(self, package: str) -> None:
        object.__setattr__(self, "package", package)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        package = object.__getattribute__(self, "package")
        raise MissingPackageError(package, name=package)

    # what would succeed, or say something else
    __getattr__ = __setattr__ = __call__ = __iter__ = __getitem__ = __contains__ = __bool__ = _refuse
    __eq__ = __ne__ = __repr__ = __str__ = __format__ = _refuse  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class Absent:
    """Packages that are not here, by import name."""

    def __init__(self, packages: Iterable[str]) -> None:
        self._packages = set(packages)

    def add(self, package: str) -> None:
        self._packages.add(package)

    def stand_in(self, tree: ast.Module, names: dict[str, Any]) -> list[str]:
        """Take from a cell the imports that need such a package, and give stand-ins to the names that they would bind.

        Returns:
            The packages that were missed, as people call them.
        """
        missed: dict[str, None] = {}
        if not self._packages:
            return []
        for statement in list(tree.body):
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            for alias in list(statement.names):
                if package := self._missed_by(statement, alias):
                    statement.names.remove(alias)
                    missed[NAMES.get(package, package)] = None
                    names[alias.asname or alias.name.partition(".")[0]] = StandIn(package)
            if not statement.names:
                tree.body.remove(statement)
        return list(missed)

    def _missed_by(self, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str | None:
        """The package for want of which one name cannot be imported; a module may bring some of its names late."""
        single: ast.stmt = ast.Import([alias])
        if isinstance(statement, ast.ImportFrom):
            single = ast.ImportFrom(statement.module, [alias], statement.level)
        try:
            exec(compile(ast.fix_missing_locations(ast.Module([single], [])), "<import>", "exec"), {})
        except ModuleNotFoundError as error:
            package = (error.name or "").partition(".")[0]
            return package if package in self._packages else None
        except (ImportError, AttributeError):
            return None  # the cell will say it
        return None

    def cause(self, error: BaseException, source: str, names: Mapping[str, Any]) -> str | None:
        """The package for want of which a cell failed, or None."""
        if isinstance(error, ModuleNotFoundError | MissingPackageError):
            package = (error.name or "").partition(".")[0]
            return package if package in self._packages else None
        if isinstance(error, SyntaxError):
            return None
        used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
        found = [names[name].package for name in sorted(used & names.keys()) if type(names[name]) is StandIn]
        return found[0] if found else None

    def leave(self, package: str, source: str, names: dict[str, Any], before: Mapping[str, Any]) -> None:
        """Give stand-ins to the names that a cell would have bound, had it not failed.

        What it defined and imported stays; a list that it began to fill is none that others may build on.
        """
        for symbol in symtable.symtable(source, "<cell>", "exec").get_symbols():
            name = symbol.get_name()
            now = names.get(name)
            is_whole = isinstance(now, FunctionType | type | ModuleType) and now is not before.get(name)
            if (symbol.is_assigned() or symbol.is_imported()) and not is_whole:
                names[name] = StandIn(package)
