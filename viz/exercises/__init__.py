"""Exercises: a picture with blanks (worksheets.py), predictions of results (quizzes.py), verdicts on answers."""

from viz.exercises.quizzes import Quiz, quiz
from viz.exercises.verdicts import Verdict, Verdicts
from viz.exercises.worksheets import Worksheet, worksheet

__all__ = ["Quiz", "Verdict", "Verdicts", "Worksheet", "quiz", "worksheet"]
