"""A user's file, and a user's mistakes, as type checkers see them: mypy --strict and pyright, in `.ci/run`."""
