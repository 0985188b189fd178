"""The engine's tests: a file per module, and the oracles and strategies that they share."""
