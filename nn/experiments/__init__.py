"""The experiments of the course: each is run by `python -m nn NAME` and compared with its reference figure.

One experiment is one module with an EXPERIMENT and one line in registry.py. Not here: the networks (nn) and the data
(nn.datasets).
"""
