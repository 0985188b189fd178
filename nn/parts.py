"""What an object holds, through lists, dicts, sets, arrays of objects, dataclasses and other objects, in a fixed order.

Not here: which of it are parameters, and how they are called (module.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from autograd_core.value import Value

# Where a part is held: the path of its holder, and the key or attribute under which it lies there.
Path = tuple[Any, Any] | None

ATOMS = frozenset({bool, int, float, complex, str, bytes, type(None)})
CODE = (type, FunctionType, BuiltinFunctionType, MethodType, ModuleType)


def parts(holder: Any, kinds: tuple[type, ...], opens: Callable[[Any], bool]) -> Iterator[tuple[Path, Any]]:
    """Everything of these kinds inside `holder`; one for which `opens` is true is looked into as well.

    Each comes once, but that a list of Values alone, as weights are, comes whole: so these walks take no time beside
    training. Attributes whose name starts with _ are left alone. What sets alone hold comes last: they have no names
    for it.
    """
    seen = {id(holder): holder}  # kept alive, so that no id is given to another
    waiting = _inside(None, holder)
    sets: deque[tuple[Path, Any]] = deque()
    while waiting or sets:
        if not waiting:
            path, members = sets.popleft()
            waiting = _entries(path, enumerate(_ordered(members)))
            continue
        path, part = waiting.pop()
        if id(part) in seen:
            continue
        seen[id(part)] = part
        if isinstance(part, kinds):
            yield path, part
            if not opens(part):
                continue
        if type(part) is list and Value in kinds and {*map(type, part)} == {Value}:
            yield path, part
        elif isinstance(part, set | frozenset):
            sets.append((path, part))
        else:
            waiting += _inside(path, part)


def joined(path: Path) -> str:
    """A path as a name: `layers.0.w.1`; the key (0, 1) of a dict as 0.1."""
    keys: list[str] = []
    while path is not None:
        path, key = path
        keys.append(".".join(map(str, key)) if isinstance(key, tuple) else str(key))
    return ".".join(reversed(keys))


def attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    """The attributes of an object itself, those in slots too."""
    yield from getattr(thing, "__dict__", {}).items()
    for kind in type(thing).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                yield name, getattr(thing, name)


def _inside(path: Path, thing: Any) -> list[tuple[Path, Any]]:
    """What `thing` holds directly, the last first."""
    if isinstance(thing, list | tuple | deque):
        return _entries(path, enumerate(thing))
    if isinstance(thing, Mapping):
        return _entries(path, thing.items())
    if isinstance(thing, partial):
        return _entries(path, [*enumerate(thing.args), *thing.keywords.items()])
    if isinstance(thing, (Value, *CODE)):
        return []
    if hasattr(type(thing), "to_numpy"):  # a table or a column of pandas
        thing = thing.to_numpy()
    if hasattr(type(thing), "tolist"):
        return _entries(path, _items(thing.tolist())) if str(getattr(thing, "dtype", "")) == "object" else []
    return _entries(path, ((name, part) for name, part in attributes(thing) if not name.startswith("_")))


def _items(rows: Any) -> Iterable[tuple[Any, Any]]:
    """The items of an array as a list; an array of no dimension is its only item."""
    return enumerate(rows if isinstance(rows, list) else [rows])


def _entries(path: Path, items: Iterable[tuple[Any, Any]]) -> list[tuple[Path, Any]]:
    found: list[tuple[Path, Any]] = [((path, key), part) for key, part in items if type(part) not in ATOMS]
    found.reverse()
    return found


def _ordered(members: Iterable[Any]) -> list[Any]:
    """The members of a set that hold Values, in an order that stays: by labels and numbers as first seen.

    Whoever uses a set gets its members in any order: those that labels do not tell apart are as good as each other.
    """
    holding: list[tuple[list[Value], Any]] = []
    for member in members:
        found = [part for _, part in parts([member, None], (Value,), lambda _: False)]
        values = [value for part in found for value in (part if isinstance(part, list) else [part])]
        if values:
            holding.append((values, member))
    holding.sort(key=lambda each: [(value.label, repr(value.data)) for value in each[0]])
    places = [vars(values[0]).get("_place", -1) for values, _ in holding]
    unknown = max(places, default=-1) + 1
    for (values, _), place in zip(holding, places, strict=True):
        if place < 0:
            vars(values[0])["_place"] = unknown
            unknown += 1
    return [member for values, member in sorted(holding, key=lambda each: vars(each[0][0])["_place"])]
