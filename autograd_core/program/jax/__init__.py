"""The wing of JAX: the statements of array code, run by JAX on whatever it runs on.

Not here: the statements (arrays/).
"""
