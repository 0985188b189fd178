"""The stepper: a graph as one self-contained page that plays its forward and backward pass and recomputes both live.

trace.py exports the numbers, labels.py the names, picture.py the places; page.py puts them into page.html. In the
page kernels.js computes, frames.js tells the steps, picture.js and controls.js show them. Not here: still pictures.
"""

from viz.stepper_page.page import Page, stepper

__all__ = ["Page", "stepper"]
