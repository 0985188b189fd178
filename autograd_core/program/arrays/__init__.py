"""The wing of array code: a flat graph as NumPy source. `emit.py` is its way out; `groups.py` finds the arrays.

Not here: running the source (executors.py, in the hall).
"""
