"""The lesson queries: judged queries of teachers over real lessons that ``import_lessons`` brings in."""

from pathlib import Path
from typing import Any

from django.core.management import call_command

from benchmarks.search_quality import ours
from courses.models import LessonPage
from search.engines.choice import server


def bring_in(file: Path) -> None:
    """Import the lessons and make them findable."""
    if (engine := server()) is not None:
        engine.ensure_index()  # else every delivery would ask for a rebuild
    call_command("import_lessons", str(file))
    ours.ready()


def identity(card: dict[str, Any]) -> str:
    """Judgements name the number that a lesson has at its source."""
    return str(card["source_id"])


def documents() -> dict[str, dict[str, str]]:
    """What the references index: title, place, school and unit of every live lesson, as ours knows them."""
    return {lesson.source_id: _fields(lesson) for lesson in LessonPage.objects.live().with_place()}


def _fields(lesson: LessonPage) -> dict[str, str]:
    volume, node = lesson.volume, lesson.node
    labels = [each.label for each in (node, node.parent if node else None) if each]
    return {
        "title": lesson.title,
        "subject": volume.subject.name if volume else "",
        "grade": volume.grade.name if volume else "",
        "term": str(volume.get_term_display()) if volume else "",
        "unit": " ".join(labels),
        "edition": volume.edition.name if volume else "",
        "school": lesson.organization.name,
    }
