"""Networks as textbooks draw them: units as circles in layers, weights as lines between them.

network.py reads them from the group paths of a graph's nodes, layout.py places and draws them, descriptions.py says
them in words; drawing.py is what people call. Not here: what makes such groups (viz knows no networks of its own).
"""

from viz.networks.drawing import draw_network

__all__ = ["draw_network"]
