"""Exercises: a picture with blanks (worksheets.py), predictions (quizzes.py), broken engines (gym.py), verdicts."""

from viz.exercises.gym import Gym, gym
from viz.exercises.quizzes import Quiz, quiz
from viz.exercises.verdicts import Verdict, Verdicts
from viz.exercises.worksheets import Worksheet, worksheet

__all__ = ["Gym", "Quiz", "Verdict", "Verdicts", "Worksheet", "gym", "quiz", "worksheet"]
