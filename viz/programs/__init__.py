"""The picture of an array program: a box for each array with its shape, and how many scalar operations it stands for.

What it says (diagram.py) is made from `Program.outline`, with names for arrays and leaves (names.py); then come its
look (look.py) and its words (words.py).
"""

from viz.programs.diagram import ProgramDiagram, program_diagram
from viz.programs.look import program_layout
from viz.programs.words import program_description, program_table, program_title

__all__ = [
    "ProgramDiagram",
    "program_description",
    "program_diagram",
    "program_layout",
    "program_table",
    "program_title",
]
