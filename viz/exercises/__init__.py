"""Exercises: worksheets with blanks, quizzes, broken engines to be unmasked (gym.py), gradients by hand (ladder.py)."""

from viz.exercises.gym import Gym, gym
from viz.exercises.ladder import Ladder, Rung, ladder
from viz.exercises.quizzes import Quiz, quiz
from viz.exercises.verdicts import Verdict, Verdicts
from viz.exercises.worksheets import Worksheet, worksheet

__all__ = ["Gym", "Ladder", "Quiz", "Rung", "Verdict", "Verdicts", "Worksheet", "gym", "ladder", "quiz", "worksheet"]
