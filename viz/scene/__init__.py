"""Scenes: what a diagram says, as shapes and arrows with the room they need and the places where they stand.

Every picture and page draws from one scene (scene.py): a pass (arrows.py) says which numbers stand at its arrows,
Graphviz is asked once where everything stands (layout.py), wires run where nothing stands that is not theirs
(routes.py), one place decides how much is said, in which direction and in how many rows, so that it can be read
(arrangement.py), and the painter (painter.py) draws it with a pen (pen.py): gates (gates.py) by their roles (roles.py).
"""

from viz.scene.arrangement import backward_scene, both_scene, forward_scene
from viz.scene.arrows import LIVE, Arrow
from viz.scene.painter import layout
from viz.scene.routes import Point
from viz.scene.scene import Scene, Shape

__all__ = [
    "LIVE",
    "Arrow",
    "Point",
    "Scene",
    "Shape",
    "backward_scene",
    "both_scene",
    "forward_scene",
    "layout",
]
