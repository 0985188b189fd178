"""What becomes of a DOT graph: Graphviz runs (render.py), and its answer is made fit for people and written to a file.

svg.py, png.py and tikz.py (with latex.py) finish a format each. Not here: what is drawn, writing files.
"""
