"""Large graphs drawn small: folded into blocks, or a part of them alone.

A picture is of blocks (blocks.py) then: folded by rules (folding.py), or cut out of the graph (parts.py); what the
picture's options choose is in selection.py. Not here: how blocks look (scene/).
"""

from viz.large_graphs.selection import FOLDS, MAX_NODES_WHOLE, grouped_diagram, selected_diagrams

__all__ = ["FOLDS", "MAX_NODES_WHOLE", "grouped_diagram", "selected_diagrams"]
