"""What a person keeps: the textbooks taught this year, where the class stands, saved lessons."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from courses.models import LessonPage, MyTextbook, SavedLesson
from taxonomy.models import TextbookNode, Volume


@transaction.atomic
def set_my_textbooks(*, actor: Any, volumes: Iterable[Volume]) -> list[MyTextbook]:
    """Keep exactly these textbooks; where a class stands in one that stays is not lost."""
    wanted = {volume.pk: volume for volume in volumes}
    MyTextbook.objects.filter(person=actor).exclude(volume__in=wanted).delete()
    for volume in wanted.values():
        MyTextbook.objects.get_or_create(
            person=actor, volume=volume, defaults={"current_node": volume.nodes.order_by("path").first()}
        )
    record_audit(
        actor=actor, action="my_textbooks.set", target=actor, after={"volumes": [v.code for v in wanted.values()]}
    )
    return list(MyTextbook.objects.filter(person=actor).select_related("volume__grade", "volume__subject"))


def move_current_node(*, actor: Any, volume: Volume, node: TextbookNode) -> MyTextbook:
    """Say where the class stands. Raises ``Refusal`` for a textbook that is not kept or a node of another one."""
    mine = MyTextbook.objects.filter(person=actor, volume=volume).first()
    if mine is None or node.volume_id != volume.pk:
        raise Refusal(_("请先把这册教材加到“我的教材”。"), field="node")
    mine.current_node = node
    with transaction.atomic():
        mine.save(update_fields=["current_node"])
        record_audit(actor=actor, action="my_textbooks.move", target=mine, after={"node": node.code})
    return mine


@transaction.atomic
def save_lesson(*, actor: Any, lesson: LessonPage) -> SavedLesson:
    """Keep a lesson in the version that is public now; saving twice keeps the first."""
    saved, created = SavedLesson.objects.get_or_create(
        person=actor, lesson=lesson, defaults={"revision_id": lesson.live_revision_id}
    )
    if created:
        record_audit(actor=actor, action="lesson.save", target=lesson)
    return saved


@transaction.atomic
def unsave_lesson(*, actor: Any, lesson: LessonPage) -> None:
    """Let go of a saved lesson."""
    removed, _rows = SavedLesson.objects.filter(person=actor, lesson=lesson).delete()
    if removed:
        record_audit(actor=actor, action="lesson.unsave", target=lesson)
