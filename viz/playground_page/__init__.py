"""Networks that learn in a page: one sees how, stops at any step, and opens any weight down to its scalar graph.

In reading order: program.py (graphs as straight-line programs), blocks.py (the parts of networks of any shape),
ready.py and recorded.py (what a page trains), page.py. In the page random.js, datasets.js (Python's numbers and
points again), features.js, samples.js, compose.js, run.js, optimizers.js, training.js; what is seen: maps.js,
diagram.js, answer.js, axes.js, curves.js; what is opened: way.js, way_picture.js, why.js; link.js, python.js; and
what the page does: state.js, shown.js, playing.js, opened.js, edits.js, settings.js, page.js.
"""

from viz.playground_page.ready import ready_page
from viz.playground_page.recorded import playground

__all__ = ["playground", "ready_page"]
