"""Animations: both passes of a graph as a loop, values running right and the gradient's wave running left.

show.py takes the steps of the stepper, sentences.py says each in a line, stage.py has what is seen and when, at the
places of one scene; painting.py draws it, moving_svg.py makes an SVG of it that moves without a script, sheet.py and
film.py a GIF or an animated PNG. animation.py is what people call. Not here: how shapes and arrows are drawn
(viz/scene/).
"""

from viz.motion.animation import Animation, animate

__all__ = ["Animation", "animate"]
