"""The backward pass as a picture of its own, or below the forward pass at the same coordinates.

A plan (plan.py) says which shapes and arrows there are and what room they need, Graphviz finds their places
(places.py), and each half (halves.py) draws them with a pen (pen.py): its gates (gates.py) by their roles (roles.py).
"""

from viz.backward.halves import backward_layout, both_layout

__all__ = ["backward_layout", "both_layout"]
