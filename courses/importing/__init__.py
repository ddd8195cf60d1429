"""Lessons from a file: mapping, rows, places, and the run that goes through the editor's service.

``docs/features/importing-lessons.md`` documents file and mapping.
"""

from courses.importing.findable import pending_keys, retry_failed, wait_until_findable
from courses.importing.mapping import Mapping, find_mapping, load_mapping
from courses.importing.report import ImportReport
from courses.importing.run import import_lessons
from courses.importing.source import read_rows

__all__ = [
    "ImportReport",
    "Mapping",
    "find_mapping",
    "import_lessons",
    "load_mapping",
    "pending_keys",
    "read_rows",
    "retry_failed",
    "wait_until_findable",
]
