"""How the site is made: pages as Markdown (MyST) in a folder of their own, which Sphinx turns into HTML.

`build.py` is the way in. Not here: what the pages say (README files, notebooks/, docs/gallery/sections, docstrings).
"""
