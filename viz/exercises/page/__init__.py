"""Exercises that are answered in the browser: one page of its own for a worksheet or a quiz."""

from viz.exercises.page.page import Computed, Sheet, computed, quiz_page, worksheet_page

__all__ = ["Computed", "Sheet", "computed", "quiz_page", "worksheet_page"]
