"""StreamField blocks by family."""

from courses.blocks.curriculum import CurriculumStreamBlock, StructureStreamBlock
from courses.blocks.lesson_plan import LessonPlanStreamBlock
from courses.blocks.quiz import QuizStreamBlock

__all__ = ["CurriculumStreamBlock", "LessonPlanStreamBlock", "QuizStreamBlock", "StructureStreamBlock"]
