"""The gallery's cells: code that shows every kind of picture. Not here: the pages (docs/site/gallery.py)."""
