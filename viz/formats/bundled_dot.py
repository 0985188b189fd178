"""Runs pygraphviz' bundled Graphviz as the `dot` command is run: options as arguments, DOT in, the picture out.

Only run, never imported. Not here: when it runs and what becomes of its output (render.py).
"""

import sys

import pygraphviz

if __name__ == "__main__":
    file_format, *options = sys.argv[1:]
    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
    sys.stdout.buffer.write(graph.draw(format=file_format.removeprefix("-T"), prog="dot", args=" ".join(options)))
