"""Pictures of computational graphs. Importing viz also lets a notebook show a Value as its picture.

`draw(value)` returns a Picture; the command `python -m viz` draws the examples of the course.
"""

from autograd_core import Value
from viz.diagram import GraphTooLargeError
from viz.picture import Picture, draw, notebook_form
from viz.render import RenderError

__all__ = ["GraphTooLargeError", "Picture", "RenderError", "draw"]

# The core knows no pictures, so they are hung on from here. setattr, because the class does not declare it.
setattr(Value, "_repr_mimebundle_", notebook_form)  # noqa: B010
