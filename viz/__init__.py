"""Pictures of computational graphs. Importing viz also lets a notebook show a Value as its picture.

`draw(value)` returns a Picture of the graph, `draw_backward(value)` one of the backward pass, `draw_both(value)` one of
both; `draw_network(value)` is a network as layers of circles, `animate(value)` plays both passes as a loop, and
`stepper(value)` is a page that steps through it all, `explore(value)` one on which a graph of any size is opened block
by block, `playground(loss, ...)` one on which a network learns; `training_picture(net, inputs, targets)` follows a
network while it learns in Python; `language("ko")` has them speak Korean. The command `python -m viz` draws the
course's examples.
"""

from autograd_core import Value
from viz.diagram import GraphTooLargeError
from viz.drawing import draw, draw_backward, draw_both, notebook_form
from viz.exercises import Gym, Ladder, Quiz, Rung, Verdict, Verdicts, Worksheet, gym, ladder, quiz, worksheet
from viz.explore_page import explore
from viz.formats.render import RenderError
from viz.languages import language
from viz.motion import Animation, animate
from viz.networks import draw_network
from viz.picture import Picture
from viz.playground_page import playground
from viz.stepper_page import Page, stepper
from viz.training import TrainingPicture, training_picture
from viz.why import why

__all__ = [
    "Animation",
    "GraphTooLargeError",
    "Gym",
    "Ladder",
    "Page",
    "Picture",
    "Quiz",
    "RenderError",
    "Rung",
    "TrainingPicture",
    "Verdict",
    "Verdicts",
    "Worksheet",
    "animate",
    "draw",
    "draw_backward",
    "draw_both",
    "draw_network",
    "explore",
    "gym",
    "ladder",
    "language",
    "playground",
    "quiz",
    "stepper",
    "training_picture",
    "why",
    "worksheet",
]

# The core knows no pictures, so they are hung on from here. setattr, because the class does not declare it.
setattr(Value, "_repr_mimebundle_", notebook_form)  # noqa: B010
