"""The stepper: a graph as one self-contained page that plays its forward and backward pass and recomputes both live.

trace.py exports the numbers, labels.py the names, picture.py the places; page.py puts them into page.html. In the
page kernels.js computes, frames.js tells the steps, picture.js draws a scene and fills it with whatever shown.js (or
another page) says, camera.js chooses the part that is seen; slider.js, nudge.js, controls.js and link.js are what one
does, with numbers that read_number.js reads, and page.js holds them together. In a notebook embed.js talks to host.js
outside of its frame, which notebook.js starts, or widget.js where live.py links the page with Python. Not here: still
pictures.
"""

from viz.stepper_page.page import Page, stepper

__all__ = ["Page", "stepper"]
