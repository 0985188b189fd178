"""The site: `python -m docs --output site` builds it. Not here: the course's notebooks (notebooks/)."""
