"""Changing what was planned: an activity until it is handed to the institute, a group as long as it stands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from organizations.models import Organization
from research_groups.constants import OPEN_STATUSES
from research_groups.lists import date_and_time
from research_groups.models import Activity, ActivitySchool, ActivityStep, ResearchGroup
from research_groups.services.activities import at_least_one, check_times
from research_groups.services.required import require_products
from research_groups.services.telling import tell_moved


@transaction.atomic
def revise_activity(
    *,
    actor: Any,
    activity: Activity,
    schools: Iterable[Organization],
    steps: Iterable[Mapping[str, Any]],
    due_on: date | None = None,
    extra_products: Iterable[str] = (),
    **details: Any,
) -> Activity:
    """Change times, place, question, lesson, schools and the steps still to do; done steps keep their record.

    ``details`` as ``plan_activity``. Refuses an activity that is no longer open, times out of order, no school, and
    leaving out a school of which somebody takes part.
    """
    kept = Activity.objects.select_for_update().get(pk=activity.pk)
    if kept.status not in OPEN_STATUSES:
        raise Refusal(_("这个活动已经%(status)s，不能再改。") % {"status": kept.get_status_display()})
    check_times(details.get("starts_at", kept.starts_at), details.get("ends_at", kept.ends_at))
    place_and_time = (kept.starts_at, kept.ends_at, kept.place)
    _save_change(kept, details, actor=actor, action="activity.revise")
    _set_schools(kept, at_least_one(schools))
    _set_steps(kept, steps)
    require_products(kept, extra_products, due_on)
    if (kept.starts_at, kept.ends_at, kept.place) != place_and_time:
        when = _("，").join(part for part in (date_and_time(kept), kept.place) if part)
        tell_moved(kept, actor=actor, when=when)
    return kept


@transaction.atomic
def change_group(*, actor: Any, group: ResearchGroup, **details: Any) -> ResearchGroup:
    """Change the facts of a group; ``details``: name, subject, stage, until, aim, plan."""
    until = details.get("until", group.until)
    if until and until < group.since:
        raise Refusal(_("结束日期早于开始日期，请检查。"), field="until")
    _save_change(group, details, actor=actor, action="group.change")
    return group


def _save_change(record: Activity | ResearchGroup, details: Mapping[str, Any], *, actor: Any, action: str) -> None:
    before = {name: getattr(record, name) for name in details}
    for name, value in details.items():
        setattr(record, name, value)
    record.full_clean()
    record.save()
    record_audit(
        actor=actor,
        action=action,
        target=record,
        organization_id=record.organization_id,
        before=_plain(before),
        after=_plain(details),
    )


def _set_schools(activity: Activity, schools: list[Organization]) -> None:
    left_out = activity.schools.exclude(organization__in=schools)
    present = activity.participations.filter(organization__in=left_out.values("organization")).first()
    if present is not None:
        raise Refusal(_("%(school)s已有老师报名，不能去掉。") % {"school": present.organization.label}, field="schools")
    left_out.delete()
    there = set(activity.schools.values_list("organization", flat=True))
    ActivitySchool.objects.bulk_create(
        ActivitySchool(activity=activity, organization=one) for one in schools if one.pk not in there
    )


def _set_steps(activity: Activity, steps: Iterable[Mapping[str, Any]]) -> None:
    activity.steps.filter(done_at=None).delete()
    first = (activity.steps.order_by("-position").values_list("position", flat=True).first() or 0) + 1
    ActivityStep.objects.bulk_create(
        ActivityStep(activity=activity, position=position, **step) for position, step in enumerate(steps, start=first)
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in values.items()}
