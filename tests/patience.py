"""How long a test waits for another process or thread: a limit for what hangs, never a measure of what is slow."""

PATIENCE = 1200  # seconds, that a busy machine fails nothing
