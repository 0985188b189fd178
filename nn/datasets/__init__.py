"""The data sets of the course, made here: nothing is downloaded. Inputs and targets are lists of plain numbers.

Not here: what is learned from them (nn.experiments).
"""

from nn.datasets.family_trees import PEOPLE, RELATIONS, Case, family_cases, triples
from nn.datasets.names import LETTERS, NAMES, name_as_numbers
from nn.datasets.planes import circles, moons, quadrants, spirals
from nn.datasets.surfaces import bumps, tilted_plane
from nn.datasets.symmetry import is_palindrome, symmetry_patterns
from nn.datasets.xor import XOR_INPUTS, XOR_ONE_HOT, XOR_TARGETS, truth_table

__all__ = [
    "LETTERS",
    "NAMES",
    "PEOPLE",
    "RELATIONS",
    "XOR_INPUTS",
    "XOR_ONE_HOT",
    "XOR_TARGETS",
    "Case",
    "bumps",
    "circles",
    "family_cases",
    "is_palindrome",
    "moons",
    "name_as_numbers",
    "quadrants",
    "spirals",
    "symmetry_patterns",
    "tilted_plane",
    "triples",
    "truth_table",
]
