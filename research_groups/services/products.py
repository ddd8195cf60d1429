"""Handing products in."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from research_groups.constants import OPEN_STATUSES, ActivityStatus, DueFrom
from research_groups.events import ProductHandedIn
from research_groups.models import Participation, Product, RequiredProduct
from research_groups.services.decisions import queue_award


@transaction.atomic
def hand_in(
    *,
    actor: Any,
    requirement: RequiredProduct,
    person: Any,
    title: str,
    text: str = "",
    material: Any | None = None,
    lesson: Any | None = None,
) -> Product:
    """Hand a product in, or replace one's own while the activity is open.

    When everything a participant owes is in, the participation is marked; after an approval that is what their hours
    were still waiting for, so the award is queued in the same transaction.
    """
    activity = requirement.activity
    if activity.status not in (*OPEN_STATUSES, ActivityStatus.APPROVED):
        raise Refusal(_("这个活动%(status)s，现在不能上交。") % {"status": activity.get_status_display()})
    participation = Participation.objects.filter(activity=activity, person=person).first()
    if participation is None:
        raise Refusal(_("参加这个活动的人才能上交。"))
    if not (text.strip() or material or lesson):
        raise Refusal(_("请写正文或选一个文件。"), field="text")
    if requirement.due_from == DueFrom.ACTIVITY and activity.status == ActivityStatus.APPROVED:
        raise Refusal(_("活动已经认定，共同的产出不能再改。"))
    product, created = Product.objects.update_or_create(
        requirement=requirement,
        person=person,
        defaults={
            "title": title.strip() or str(requirement.get_kind_display()),
            "text": text,
            "material": material,
            "lesson": lesson,
            "handed_in_at": timezone.now(),
        },
    )
    record_audit(
        actor=actor,
        action="product.hand_in" if created else "product.replace",
        target=product,
        organization_id=participation.organization_id,
        after={"activity": activity.pk, "kind": requirement.kind},
    )
    _mark_complete(participation)
    announce(ProductHandedIn(activity_id=activity.pk, person_id=person.pk))
    return product


def _mark_complete(participation: Participation) -> None:
    owed = RequiredProduct.objects.filter(activity=participation.activity, due_from=DueFrom.EACH)
    if participation.handed_in_at or owed.exclude(products__person=participation.person_id).exists():
        return
    participation.handed_in_at = timezone.now()
    participation.save(update_fields=["handed_in_at"])
    if participation.activity.status == ActivityStatus.APPROVED:
        queue_award(participation.activity)
