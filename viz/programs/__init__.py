"""The picture of an array program: a box for each array with its shape, and how many scalar operations it stands for.

What it says (diagram.py) is made from `Program.outline`, with names for arrays and leaves (names.py); then come its
look (layout.py) and its words (descriptions.py).
"""

from viz.programs.descriptions import program_description, program_table, program_title
from viz.programs.diagram import ProgramDiagram, program_diagram
from viz.programs.layout import program_layout

__all__ = [
    "ProgramDiagram",
    "program_description",
    "program_diagram",
    "program_layout",
    "program_table",
    "program_title",
]
