"""Volumes and their nodes: found by what they are, created once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from taxonomy.constants import NodeKind, Scheme, Term, stage_code
from taxonomy.models import Edition, Grade, Stage, Subject, TextbookNode, TopicNode, Volume
from taxonomy.spelling import fold


@transaction.atomic
def ensure_volume(
    *,
    actor: Any | None,
    subject: Subject,
    edition: Edition,
    grade: Grade,
    term: Term | int,
    scheme: Scheme | str = Scheme.SIX_THREE,
    revision: str = "",
) -> Volume:
    """The volume, created when missing; its stage follows from scheme and grade."""
    key = {
        "scheme": Scheme(scheme),
        "subject": subject,
        "edition": edition,
        "grade": grade,
        "term": Term(term),
        "revision": revision,
    }
    stage = Stage.objects.get(code=stage_code(scheme=scheme, grade=grade.number))
    volume, created = Volume.objects.get_or_create(**key, defaults={"stage": stage})
    if created:
        record_audit(actor=actor, action="volume.create", target=volume)
    return volume


@transaction.atomic
def ensure_node(
    *,
    actor: Any | None,
    volume: Volume,
    kind: NodeKind | str,
    title: str = "",
    number: str = "",
    parent: TextbookNode | None = None,
    position: int | None = None,
    key_points: Iterable[str] = (),
) -> TextbookNode:
    """The node under ``parent``, found by number and title without regard to spelling, created when missing.

    A unit is found by its number alone, and gets its title from whoever knows it first. ``position`` is a wish: the
    next free place is taken where it is occupied.
    """
    if not (title or number):
        raise Refusal(_("章节要有序号或标题。"), field="title")
    siblings = list(TextbookNode.objects.filter(volume=volume, parent=parent).order_by("position"))
    found = next((node for node in siblings if _is_same(node, kind, number, title)), None)
    if found is not None:
        if title and not found.title:
            found.title = title[:120]
            found.save(update_fields=["title", "path"])
        return found
    node = TextbookNode(
        volume=volume, parent=parent, kind=kind, number=number[:20], title=title[:120], key_points=list(key_points)
    )
    _place(node, position, {sibling.position for sibling in siblings})
    record_audit(actor=actor, action="textbook_node.create", target=node, after={"volume": volume.code})
    return node


@transaction.atomic
def build_textbook_tree(*, actor: Any | None, volume: Volume, units: Iterable[Mapping[str, Any]]) -> list[TextbookNode]:
    """Units with their lessons in reading order; running it again changes nothing.

    ``units`` is ``[{"number": "第三单元", "title": "分数除法", "key_points": […], "lessons": ["倒数的认识", …]}, …]``;
    a lesson may also be a mapping with ``title``, ``number`` and ``key_points``. Returns every node in reading order.
    """
    nodes = []
    for position, unit in enumerate(units, start=1):
        node = ensure_node(
            actor=actor,
            volume=volume,
            kind=NodeKind.UNIT,
            number=unit.get("number", ""),
            title=unit.get("title", ""),
            position=position,
            key_points=unit.get("key_points", ()),
        )
        nodes.append(node)
        for place, lesson in enumerate(unit.get("lessons", ()), start=1):
            given = {"title": lesson} if isinstance(lesson, str) else dict(lesson)
            nodes.append(
                ensure_node(actor=actor, volume=volume, kind=NodeKind.LESSON, parent=node, position=place, **given)
            )
    return nodes


@transaction.atomic
def ensure_topic(
    *, actor: Any | None, title: str, parent: TopicNode | None = None, position: int | None = None
) -> TopicNode:
    """A place beside the textbooks, found by its title."""
    found = TopicNode.objects.filter(title=title, parent=parent).first()
    if found is None:
        last = TopicNode.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
        found = TopicNode.objects.create(title=title, parent=parent, position=position or last + 1)
        record_audit(actor=actor, action="topic.create", target=found)
    return found


def _is_same(node: TextbookNode, kind: str, number: str, title: str) -> bool:
    if node.kind != kind:
        return False
    if kind == NodeKind.UNIT and number:
        return fold(node.number) == fold(number)
    return fold(node.title) == fold(title)


def _place(node: TextbookNode, wished: int | None, taken: set[int]) -> None:
    place = wished or max(taken, default=0) + 1
    while True:
        while place in taken:
            place += 1
        node.position = place
        try:
            with transaction.atomic():
                node.save()
        except IntegrityError:
            taken.add(place)  # a parallel importer was first on this place
            continue
        return
