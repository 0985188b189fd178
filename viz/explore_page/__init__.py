"""The map of a large graph: a page on which blocks are opened down to single gates, with the engine's numbers.

tree.py divides the graph into blocks, numbers.py packs it; page.py puts both into page.html. In the page graph.js
unpacks, level.js says what a block shows, layout.js where it stands, picture.js draws it. Not here: still pictures.
"""

from viz.explore_page.page import explore

__all__ = ["explore"]
