"""The last link of a lesson's record: the hours that came of the activities which studied it."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.prepared import Few, prepared
from core.slots import provide
from research_groups.models import Participation
from training.models import HourEntry
from training.rule_book import terms_of_year
from training.services.activities import PARTICIPATION


def hours_of(request: HttpRequest, lessons: list[Any]) -> dict[Any, dict[str, Any]]:
    """Per lesson how many persons got how much, in the unit of their sets; three queries for all lessons.

    Amounts of sets with different units are not added: then only the persons are counted.
    """
    lesson_of = {
        str(pk): lesson_id
        for keys in Few.each(lesson.pk for lesson in lessons)
        for pk, lesson_id in _participations_in(lessons=keys)
    }
    if not lesson_of:
        return {}
    entries = HourEntry.objects.filter(
        evidence__source_type=PARTICIPATION, evidence__source_id__in=list(lesson_of)
    ).values_list("evidence__source_id", "person_id", "set_key", "year", "amount")
    found: dict[Any, list[tuple[int, str, str, int]]] = defaultdict(list)
    for source_id, person_id, set_key, year, amount in entries:
        found[lesson_of[source_id]].append((person_id, set_key, year, amount))
    return {lesson_id: _item(rows) for lesson_id, rows in found.items() if sum(row[3] for row in rows)}


@prepared
def _participations_in(lessons: Few) -> QuerySet[Participation, tuple[int, int]]:
    return Participation.objects.filter(activity__lesson__in=lessons).values_list("pk", "activity__lesson_id")


def _item(rows: list[tuple[int, str, str, int]]) -> dict[str, Any]:
    persons = len({row[0] for row in rows})
    terms = [terms_of_year(set_key, year) for set_key, year in {(row[1], row[2]) for row in rows}]
    name = _("%(n)d人") % {"n": persons}
    if len({(one.unit, one.grains) for one in terms}) == 1:
        name = _("%(n)d人，共%(amount)s") % {"n": persons, "amount": terms[0].with_unit(sum(row[3] for row in rows))}
    return {
        "part": "hours",
        "name": name,
        "url": "/me/hours/",
        "note": _("每一条都能点开条款、依据和认定单位"),
        "kind": _("由此认定的%(unit)s") % {"unit": terms[0].unit},
    }


def connect() -> None:
    """Called once from ``apps.ready()``."""
    provide("lesson.lineage", hours_of, order=20)
