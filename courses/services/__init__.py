"""Writes of this app: the editor's service for lessons, series and curricula, and what a person keeps."""

from courses.services.curricula import (
    begin_curriculum,
    create_curriculum,
    decide_curriculum,
    file_curriculum,
    publish_curriculum,
    submit_curriculum,
)
from courses.services.lessons import create_lesson, publish_lesson, revise_lesson, unpublish_lesson
from courses.services.library import move_current_node, save_lesson, set_my_textbooks, unsave_lesson
from courses.services.series import add_unit, create_series, publish_series

__all__ = [
    "add_unit",
    "begin_curriculum",
    "create_curriculum",
    "create_lesson",
    "create_series",
    "decide_curriculum",
    "file_curriculum",
    "move_current_node",
    "publish_curriculum",
    "publish_lesson",
    "publish_series",
    "revise_lesson",
    "save_lesson",
    "set_my_textbooks",
    "submit_curriculum",
    "unpublish_lesson",
    "unsave_lesson",
]
