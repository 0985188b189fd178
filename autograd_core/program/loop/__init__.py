"""The wing of the compiled loop: a flat graph as a tape that one compiled function follows. `loop.py` is its way out.

Not here: when the loop is chosen (executors.py, in the hall).
"""
