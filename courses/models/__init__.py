"""Models of what can be learned."""

from courses.models.curricula import CurriculumDecision, CurriculumPage, CurriculumSampleLesson
from courses.models.lessons import LessonAuthor, LessonLevelStep, LessonMaterial, LessonMoment, LessonPage
from courses.models.library import MyTextbook, SavedLesson
from courses.models.series import SeriesPage, UnitPage

__all__ = [
    "CurriculumDecision",
    "CurriculumPage",
    "CurriculumSampleLesson",
    "LessonAuthor",
    "LessonLevelStep",
    "LessonMaterial",
    "LessonMoment",
    "LessonPage",
    "MyTextbook",
    "SavedLesson",
    "SeriesPage",
    "UnitPage",
]
