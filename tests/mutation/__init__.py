"""Mutation testing: the engine broken on purpose, one way at a time, to show that the tests notice each."""
