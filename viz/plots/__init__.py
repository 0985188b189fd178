"""Plots of the course with matplotlib, the extra `plots`: a function a plot, `ax=None` in, `ax` out, nothing shown.

Here: the table of contents; import it as `from viz import plots`. Not here: pictures of graphs (viz.draw).
"""

from viz.plots.activations import activation
from viz.plots.boundaries import decision_boundary
from viz.plots.curves import loss_curves, optimizer_paths
from viz.plots.described import described
from viz.plots.distributions import distribution
from viz.plots.perceptrons import regions
from viz.plots.spaces import transformation
from viz.plots.units import activity, hinton

__all__ = [
    "activation",
    "activity",
    "decision_boundary",
    "described",
    "distribution",
    "hinton",
    "loss_curves",
    "optimizer_paths",
    "regions",
    "transformation",
]
