"""The house in tables: which module may import which, at import time and later.

`tests/test_architecture.py` checks every file of the packages against them, and the site draws its picture from them.
Not here: the check, and the drawing.
"""

PACKAGES = ("autograd_core", "nn", "viz")

# The engine in layers: a module imports from the layers before its own. The standard library is free to all.
CORE_LAYERS = (
    ("kinds", "words"),
    ("console", "elementary", "errors", "files", "freeing", "nothing", "slopes"),
    ("json_text", "modes", "operations"),
    ("by_hand", "compositions", "outside"),
    ("value",),
    ("graph", "notation", "signatures", "tree_leaves"),
    ("differentiate", "copying", "replay", "saving", "trees"),
    ("formula", "calls", "sweeps"),
    ("functional", "documentation", "explain", "line", "debugging", "strategies"),
    ("paths", "differences", "checking"),
    ("operation_checks",),
)
# autograd_core <- nn | viz. A line names a module, or a package for all of its modules; a name on the right stands for
# all below it.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "autograd_core": ("autograd_core",),  # __init__.py alone, the table of contents: every other module has a layer
    **{
        f"autograd_core.{module}": tuple(f"autograd_core.{name}" for layer in CORE_LAYERS[:i] for name in layer)
        for i, layer in enumerate(CORE_LAYERS)
        for module in layer
    },
    "nn": ("nn", "autograd_core", "numpy", "tqdm"),
    "nn.device_descent": ("nn", "autograd_core", "numpy", "jax"),
    "viz": ("viz", "autograd_core", "graphviz", "pygraphviz"),
}
MAY_IMPORT["autograd_core.strategies"] += ("hypothesis",)
MAY_IMPORT |= {
    "autograd_core.words": ("autograd_core.words",),
    "autograd_core.words.english": ("autograd_core.words.filling",),
    "autograd_core.words.korean": ("autograd_core.words.filling", "autograd_core.words.korean_rows"),
    "autograd_core.words.korean_rows": (),
    "autograd_core.words.filling": (),
    "autograd_core.words.glossary": (),
}
# The passes of a program, in order: the hall, a wing for each executor, and the hall again.
WINGS = {  # neither knows the other
    "arrays": (
        "sums",
        "groups",
        "outline",
        "rows",
        "gather",
        "layout",
        "emit_sums",
        "emit_means",
        "emit",
        "emit_careful",
        "pure",
    ),
    "loop": ("kernels", "schedule", "memory", "tape", "inner_loops", "machine_code", "loop"),
}
HALL = ("collector", "held", "flat", "fast", "array_types")
UPPER_HALL = (
    "forms",
    "jax.run",
    "careful",
    "costs",
    "executors",
    "unread",
    "derived",
    "exports.spelled",
    "exports.python",
    "exports.javascript",
    "exports.onnx",
    "exports.writing",
    "program",
    "compiling",
    "tree_numbers",
    "jitted",
)
PASSES = (*HALL, *(f"{wing}.{name}" for wing, names in WINGS.items() for name in names), *UPPER_HALL)
WITHOUT_NUMPY = ("collector", "held", "flat", "fast", "arrays.sums")
MAY_IMPORT |= {f"autograd_core.program.{wing}": () for wing in (*WINGS, "jax", "exports")} | {
    "autograd_core.program": ("autograd_core.value",)
}
for i, name in enumerate(PASSES):
    wing = name.partition(".")[0]
    other_wings = () if name in UPPER_HALL else tuple(f"{other}." for other in WINGS if other != wing)
    MAY_IMPORT[f"autograd_core.program.{name}"] = (
        *(f"autograd_core.{module}" for layer in CORE_LAYERS[:7] for module in layer),
        *(f"autograd_core.program.{earlier}" for earlier in PASSES[:i] if not earlier.startswith(other_wings)),
        *(() if name in WITHOUT_NUMPY else ("numpy",)),
        *(("llvmlite",) if name == "loop.machine_code" else ()),
        *(("jax",) if name == "jax.run" else ()),
        *(("onnx",) if name == "exports.onnx" else ()),
    )
# the function itself, where a program has no answer
MAY_IMPORT["autograd_core.program.jitted"] += ("autograd_core.calls", "autograd_core.functional")
# which leaves stand for numbers, because the calls that made them have returned
MAY_IMPORT["autograd_core.program.compiling"] += ("autograd_core.calls",)
# Against the arrows, or heavy: not when the file is imported, but in a function, or for annotations (TYPE_CHECKING).
MAY_IMPORT_LATE: dict[str, tuple[str, ...]] = {
    "autograd_core.compositions": ("autograd_core.signatures", "autograd_core.value"),
    "autograd_core.errors": ("autograd_core.operations",),
    "autograd_core.functional": ("autograd_core.signatures",),
    "autograd_core.modes": ("autograd_core.value",),
    "autograd_core.operation_checks": ("autograd_core.program", "numpy"),
    "autograd_core.operations": ("autograd_core.signatures", "autograd_core.value"),
    "autograd_core.saving": ("numpy",),
    "autograd_core.value": ("autograd_core.signatures",),
    "autograd_core.program": (
        "autograd_core.program.compiling",
        "autograd_core.program.executors",
        "autograd_core.program.jitted",
        "autograd_core.program.program",
    ),
    "autograd_core.program.loop.inner_loops": ("numba", "llvmlite"),
    "autograd_core.program.loop.machine_code": ("numba",),
    "nn": ("matplotlib", "sklearn"),
    "viz": ("numpy", "matplotlib", "PIL", "anywidget", "traitlets", "IPython"),
}
