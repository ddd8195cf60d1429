"""Hours out of approved research activities: attendance and one's own products are the evidence."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.exceptions import Refusal
from research_groups.constants import ActivityStatus, DueFrom
from research_groups.models import Activity, Participation
from training.services.evidence import certify_evidence, record_evidence

PARTICIPATION = "participation"  # source type of the evidence


def award_activity(*, activity_id: int, actor: Any | None = None) -> int:
    """Turn every participation that attended and handed in into certified evidence; returns how many are new.

    Safe to repeat: a participation gives one piece of evidence, whatever is delivered twice. Those who handed nothing
    in get nothing yet; their hand-in later queues the activity again. Each person is a transaction of their own, so
    that one refusal does not hold up the others.
    """
    activity = Activity.objects.select_related("approving_organization", "approved_by").get(pk=activity_id)
    if activity.status != ActivityStatus.APPROVED:
        return 0
    rows = activity.participations.filter(attended_at__isnull=False).select_related("person", "organization")
    if activity.required_products.filter(due_from=DueFrom.EACH).exists():
        rows = rows.filter(handed_in_at__isnull=False)
    awarded, refused = 0, []
    for row in rows.order_by("pk"):
        try:
            awarded += _award(activity, row, actor)
        except Refusal as refusal:
            refused.append(f"{row.pk}: {refusal.message}")  # no name: the queue is not for reading about persons
    if refused:
        raise Refusal("\n".join(refused))
    return awarded


@transaction.atomic
def _award(activity: Activity, row: Participation, actor: Any | None) -> bool:
    if row.person.evidence.filter(source_type=PARTICIPATION, source_id=str(row.pk)).exists():
        return False
    evidence = record_evidence(
        actor=actor or activity.approved_by,
        person=row.person,
        type="research_activity",
        occurred_on=timezone.localdate(activity.ends_at),
        title=activity.title,
        source_type=PARTICIPATION,
        source_id=str(row.pk),
        level=activity.approved_level,
        facts={
            "minutes": activity.minutes,
            "approved_level": activity.approved_level,
            "product": True,
            "activity": f"activity:{activity.pk}",
        },
        organization=row.organization,
        organizer=str(activity.approving_organization or activity.organization),
        url=activity.get_absolute_url(),
    )
    certify_evidence(actor=actor or activity.approved_by, evidence=evidence, certifier=activity.approving_organization)
    return True
