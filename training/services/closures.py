"""Closing an audited year."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from training.events import YearClosed
from training.models import YearClosure
from training.rule_book import year_bounds


@transaction.atomic
def close_year(
    *, actor: Any | None, organization: Any, set_key: str, year: str, closed_on: date | None = None
) -> YearClosure:
    """Close ``year`` of ``set_key`` for everybody below ``organization``; its figures never change again.

    Repeating it returns the closure that stands. Refuses an unknown set or year label and a year that is not over.
    """
    closed_on = closed_on or timezone.localdate()
    try:
        last_day = year_bounds(set_key, year)[1]
    except (KeyError, ValueError) as error:
        raise Refusal(_("没有“%(key)s”的%(year)s年度。") % {"key": set_key, "year": year}, field="year") from error
    if closed_on <= last_day:
        raise Refusal(_("%(year)s年度还没有结束，不能关账。") % {"year": year}, field="closed_on")
    row, created = YearClosure.objects.get_or_create(
        organization=organization, set_key=set_key, year=year, defaults={"closed_on": closed_on}
    )
    if created:
        record_audit(
            actor=actor,
            action="year.closed",
            target=row,
            organization_id=organization.pk,
            after={"set_key": set_key, "year": year, "closed_on": closed_on},
        )
        announce(YearClosed(organization_id=organization.pk, set_key=set_key, year=year))
    return row
