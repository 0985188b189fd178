"""Exercises that are answered in the browser: one page of its own for a worksheet, a quiz or the gym."""

from viz.exercises.page.page import Computed, Sheet, computed, gym_page, quiz_page, worksheet_page

__all__ = ["Computed", "Sheet", "computed", "gym_page", "quiz_page", "worksheet_page"]
