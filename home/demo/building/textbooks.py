"""Volumes with their units and lessons, and which books the named teachers teach."""

from collections.abc import Iterator

from courses.services import set_my_textbooks
from home.demo.building.site_plan import EDITION_CODES, SUBJECT_CODES, SitePlan
from home.demo.shapes import Unit, Volume
from taxonomy.models import Edition, Grade, Subject, TextbookNode
from taxonomy.services import build_textbook_tree, ensure_topic, ensure_volume

DIGITS = "零一二三四五六七八九十"


def build_textbooks(plan: SitePlan) -> None:
    """All books; ``plan.nodes`` is filled with ``<volume>/<unit n>`` and ``<volume>/<unit n>/<position>``."""
    subjects = {one.code: one for one in Subject.objects.all()}
    editions = {one.code: one for one in Edition.objects.all()}
    grades = {one.number: one for one in Grade.objects.all()}
    for written in plan.progress(plan.content.volumes, "教材"):
        volume = ensure_volume(
            actor=None,
            subject=subjects[SUBJECT_CODES.get(written.subject, written.subject)],
            edition=editions[EDITION_CODES.get(written.edition, written.edition)],
            grade=grades[written.grade],
            term=written.term,
            scheme=written.scheme,
            revision=written.revision,
        )
        nodes = iter(build_textbook_tree(actor=None, volume=volume, units=[_unit(written, u) for u in written.units]))
        plan.volumes[written.key] = volume
        _remember(plan, written, nodes)
    for title in plan.content.vocabulary.topics:
        ensure_topic(actor=None, title=title)


def _remember(plan: SitePlan, written: Volume, nodes: Iterator[TextbookNode]) -> None:
    for unit in written.units:
        key = f"{written.key}/{unit.n}"
        plan.nodes[key] = next(nodes)
        for position in range(1, len(unit.lessons) + 1):
            plan.nodes[f"{key}/{position}"] = next(nodes)


def _unit(volume: Volume, unit: Unit) -> dict[str, object]:
    number = ""
    if unit.n:
        number = f"Unit {unit.n}" if volume.subject == "english" else f"第{chinese_number(unit.n)}单元"
    return {"number": number, "title": unit.title, "lessons": list(unit.lessons)}


def chinese_number(n: int) -> str:
    """一 … 十九."""
    return DIGITS[n] if n <= 10 else f"十{DIGITS[n - 10]}"


def choose_textbooks(plan: SitePlan) -> None:
    """我的教材 of those whose books are written down."""
    for person in plan.content.people:
        if person.textbooks:
            set_my_textbooks(actor=plan.people[person.key], volumes=[plan.volumes[key] for key in person.textbooks])
