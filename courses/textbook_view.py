"""A textbook as readers walk it: where a node stands, what is around it, how many lessons each place has.

Counts are of the lessons that the reader may open.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from core.prepared import prepared
from courses.models import LessonPage
from courses.visibility import is_person
from taxonomy.constants import NodeKind
from taxonomy.models import TextbookNode, Volume


def textbook_url(code: str) -> str:
    """The address of a volume or a node."""
    return reverse("courses:textbook", args=[code])


def crumbs_of(node: TextbookNode | None, volume: Volume | None) -> list[tuple[str, str]]:
    """学科 › 版本 › 册 › 单元; the first two lead to the picker."""
    if volume is None:
        return []
    picker = reverse("courses:textbooks")
    crumbs = [
        (volume.subject.label, f"{picker}?subject={volume.subject.code}"),
        (volume.edition.label, f"{picker}?subject={volume.subject.code}&edition={volume.edition.code}"),
        (volume.label, textbook_url(volume.code)),
    ]
    unit = (node.parent or node) if node else None
    return [*crumbs, (unit.label, textbook_url(unit.code))] if unit else crumbs


@dataclass(frozen=True)
class Surroundings:
    """What is around a place: the lessons of its unit, the place before and after it, how many lessons it has.

    One query for the nodes of the volume (some hundred short rows at most) and one for the counts.
    """

    tree: list[dict[str, Any]]
    neighbours: dict[str, tuple[str, str] | None]
    lessons_here: int

    @classmethod
    def of(cls, user: Any, node: TextbookNode | None, volume: Volume | None) -> "Surroundings":
        """Around ``node``; around nothing but the volume, its units; beside all textbooks, nothing."""
        if volume is None:
            return cls([], {"previous": None, "next": None}, 0)
        nodes = _nodes_of(volume=volume.pk)
        unit_id = (node.parent_id or node.pk) if node else None
        shown = [each for each in nodes if each.parent_id == unit_id] or [each for each in nodes if not each.parent_id]
        counts = lesson_counts(user, shown if node is None or node in shown else [*shown, node])
        tree = [node_row(each, counts, current=node is not None and each.pk == node.pk) for each in shown]
        return cls(tree, _neighbours(nodes, node), counts[node.pk] if node else 0)


@prepared
def _nodes_of(volume: int) -> QuerySet[TextbookNode]:
    return TextbookNode.objects.filter(volume=volume).defer("key_points").order_by("path")


@prepared
def _public_places(volume: int) -> QuerySet[LessonPage, tuple[int, int, str]]:
    return _places(LessonPage.objects.visible_to(AnonymousUser()).filter(node__volume=volume))


@prepared
def _places_reaching(person: int, day: date, volume: int) -> QuerySet[LessonPage, tuple[int, int, str]]:
    lessons = LessonPage.objects.visible_to(get_user_model()(pk=person), day)
    return _places(lessons.filter(node__volume=volume))


def _places(lessons: QuerySet[LessonPage]) -> QuerySet[LessonPage, tuple[int, int, str]]:
    return lessons.order_by().values_list("pk", "node__volume_id", "node__path")


def _neighbours(nodes: list[TextbookNode], node: TextbookNode | None) -> dict[str, tuple[str, str] | None]:
    same = [each for each in nodes if node is not None and each.kind == node.kind]
    at = next((n for n, each in enumerate(same) if node is not None and each.pk == node.pk), None)
    before = same[at - 1] if at else None
    after = same[at + 1] if at is not None and at + 1 < len(same) else None
    return {
        "previous": (before.label, textbook_url(before.code)) if before else None,
        "next": (after.label, textbook_url(after.code)) if after else None,
    }


def node_row(node: TextbookNode, counts: Counter[int], *, current: bool = False) -> dict[str, Any]:
    """One line of a tree."""
    count = counts[node.pk]
    return {
        "label": node.label,
        "url": textbook_url(node.code),
        "current": current,
        "count": ngettext("%(n)d节课例", "%(n)d节课例", count) % {"n": count} if count else "",
        "number": count,
    }


def lesson_counts(user: Any, nodes: list[TextbookNode]) -> Counter[int]:
    """Visible lessons on each node and below it, in one query for a whole volume."""
    counts: Counter[int] = Counter()
    if not nodes:
        return counts
    by_path = {(node.volume_id, node.path): node.pk for node in nodes}
    volumes = {node.volume_id for node in nodes}
    if len(volumes) > 1:
        placed: Iterable[Any] = _places(LessonPage.objects.visible_to(user).filter(node__volume__in=volumes))
    elif is_person(user):
        placed = _places_reaching(person=user.pk, day=timezone.localdate(), volume=volumes.pop())
    else:
        placed = _public_places(volume=volumes.pop())
    for _pk, volume_id, path in placed:
        parts = path.split(".")
        for depth in range(1, len(parts) + 1):
            key = (volume_id, ".".join(parts[:depth]))
            if key in by_path:
                counts[by_path[key]] += 1
    return counts


def units_of(user: Any, volume: Volume) -> list[dict[str, Any]]:
    """The whole volume: units with their lessons and counts."""
    nodes = list(TextbookNode.objects.filter(volume=volume).order_by("path"))
    counts = lesson_counts(user, nodes)
    units: list[dict[str, Any]] = []
    for node in nodes:
        row = node_row(node, counts)
        if node.kind == NodeKind.UNIT or not units:
            units.append({**row, "children": []})
        else:
            units[-1]["children"].append(row)
    return units
