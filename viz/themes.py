"""Themes: the colours of a picture by what they stand for, and how one picture follows the system's dark mode.

Not here: shapes and sizes, which are the same in every theme (shapes.py).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours, each as Graphviz and CSS write them.

    Attributes:
        background: behind everything.
        ink: names and symbols.
        line: arrows.
        forward: forward values, and the borders of inputs and outputs.
        gradient: gradients.
        gate, gate_border: inside and border of a gate.
        box: inside of an input or an output.
        muted: what the gradient does not flow through.
        positive, negative, mixed: rivers, by the sign of what flows, and their numbers.
    """

    background: str
    ink: str
    line: str
    forward: str
    gradient: str
    gate: str
    gate_border: str
    box: str
    muted: str
    positive: str
    negative: str
    mixed: str


MIDDLE = "#757d8a"  # of arrows where there is no ground: 4.1 : 1 on white, 4.6 : 1 on #111

# Contrasts with the background: of the forward values 6.7 : 1 and 9.3 : 1, of the gradients 5.2 : 1 and 9.1 : 1.
THEMES = {
    "light": Theme(
        background="white",
        ink="#111827",
        line="#4b5563",
        forward="#0b5cad",
        gradient="#c2410c",
        gate="#fff7e0",
        gate_border="#8a6d1b",
        box="#eaf2fc",
        muted="#6b7280",
        positive="#c2450f",
        negative="#0f766e",
        mixed="#6f7683",
    ),
    "dark": Theme(
        background="#0d1117",
        ink="#e6edf3",
        line="#9aa4b2",
        forward="#79b8ff",
        gradient="#ff9b5e",
        gate="#2b2410",
        gate_border="#d4a72c",
        box="#12233a",
        muted="#8b949e",
        positive="#d2652f",
        negative="#2a9084",
        mixed="#7d8590",
    ),
    # black on white: shapes, places, arrows and weights tell apart what colours tell in the others
    "print": Theme(
        background="#ffffff",
        ink="#000000",
        line="#000000",
        forward="#000000",
        gradient="#000000",
        gate="#ffffff",
        gate_border="#000000",
        box="#ffffff",
        muted="#000000",
        # in the middle between black and white: a line can be seen on it, and its number on the page
        positive="#767676",
        negative="#767676",
        mixed="#767676",
    ),
}


def following_the_system() -> str:
    """A style sheet for the light theme's SVG that turns it into the dark theme's where the system is dark.

    It rewrites colours by their values, so every role that differs in the dark has a colour of its own in the light.
    """
    light, dark = asdict(THEMES["light"]), asdict(THEMES["dark"])
    rules = [
        f'[{attribute}="{light[role]}"]{{{attribute}:{dark[role]}}}'
        for role in light
        for attribute in ("fill", "stroke")
    ]
    return f"@media (prefers-color-scheme: dark){{{''.join(rules)}}}"
