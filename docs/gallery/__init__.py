"""The gallery: a page with every kind of picture and the code that made it. `python -m docs.gallery` builds it."""
